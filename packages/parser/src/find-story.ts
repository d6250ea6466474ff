import { belowHeadline } from "./locate/body.ts";
import { profiledBody, profiledTitle } from "./locate/profile.ts";
import { scorePage } from "./locate/score-page.ts";
import type { Scores } from "./locate/score.ts";
import { findTitle, type FoundTitle } from "./locate/title.ts";
import { findKnownBody } from "./memory/known-body.ts";
import { recallTitle } from "./memory/known-places.ts";
import { recall, type Recalled } from "./memory/recall.ts";
import type { RuledPage } from "./model/revise.ts";
import type { PageLines } from "./read/lines.ts";
import type { ParseOptions } from "./result.ts";
import { stripBody } from "./strip/strip-body.ts";

/** Where the story is by rules, memory and profile, before the model looks. */
export interface FoundStory {
  readonly title: FoundTitle;
  readonly scores: Scores;
  /** What the site's memory says of the page; null where none was given. */
  readonly recalled: Recalled | null;
  /** The body and what the rules keep of it; null where no box of the page reads like a story. */
  readonly ruled: RuledPage | null;
}

/**
 * Locates headline and body and strips the body by rules. The headline is looked for twice: prose below it counts
 * full when the body is chosen, and the body's place tells which of several lines it is. Fitting the model reads its
 * pages through this too, so that it learns from what it will see.
 */
export function findStory(page: PageLines, { memory, profile }: Pick<ParseOptions, "memory" | "profile">): FoundStory {
  const anchor = findTitle(page, null).line?.index ?? null;
  const recalled = memory === undefined ? null : recall(memory, page);
  const isRepeated = recalled?.isRepeated ?? never;
  const { scores, outside } = scorePage(page, anchor, isRepeated);
  const found = profiledBody(page, scores, profile?.body) ?? findKnownBody(recalled, page, scores);
  const title = profiledTitle(page, profile?.title) ?? recallTitle(recalled, page, findTitle(page, found));
  if (found === null) return { title, scores, recalled, ruled: null };
  const body = belowHeadline(found, title.line, scores);
  const stripped = stripBody(page, body, title, scores, outside, isRepeated);
  const isPlaced = recalled !== null && recalled.layout !== null;
  const ruled = { page, scores, outside, anchor, title, body, stripped, isRepeated, isPlaced };
  return { title, scores, recalled, ruled };
}

function never(): boolean {
  return false;
}
