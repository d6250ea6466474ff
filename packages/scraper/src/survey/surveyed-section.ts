import type { Lead } from "@caibian/schema";

import { scoreSection } from "./choose-sections.ts";
import { weighSectionName, weighSectionPath } from "./section-names.ts";
import type { PageKind, SurveyedPage } from "./survey-page.ts";

/** A section that was looked at: an entry that a Source may start from. */
export interface SurveyedSection {
  readonly url: string;
  /** What the link to it, or the page itself, calls it; may be "". */
  readonly name: string;
  readonly kind: PageKind;
  /** Article leads of its first page. */
  readonly stories: readonly Lead[];
  /** How many of them have a date. */
  readonly dated: number;
  /** The newest of these dates, ISO 8601, or null. */
  readonly newest: string | null;
  readonly hasNext: boolean;
  /** What its name and URL promise. */
  readonly weight: number;
  readonly score: number;
}

/** How a section was come by. */
export interface SectionOrigin {
  /** Where a Source of it starts. */
  readonly url: string;
  /** What the link to it says, or "". */
  readonly name: string;
  /** What name and URL promise, where that was weighed already. */
  readonly weight?: number | undefined;
}

/** A page as a section, with its stories: those of the page itself, or of one that it sends on to. */
export function toSection(
  page: SurveyedPage,
  origin: SectionOrigin,
  stories: readonly Lead[],
  now: number,
): SurveyedSection {
  const name = origin.name === "" ? (page.facts.metas.get("columnname") ?? "") : origin.name;
  const dates = stories.flatMap(({ listDate }) => listDate ?? []);
  const section = {
    url: origin.url,
    name,
    kind: page.kind,
    stories,
    dated: dates.length,
    newest: dates.toSorted().at(-1) ?? null,
    hasNext: nextOf(page) !== null,
    weight: origin.weight ?? weighSectionName(name) + weighSectionPath(origin.url),
  };
  return { ...section, score: scoreSection(section, now) };
}

/** The stories that a Visit would take from a page. */
export function storiesOf(page: SurveyedPage): readonly Lead[] {
  // Boxes of hot and related stories (aside) belong to other sections; a Visit leaves them out too.
  return page.leads.filter(({ kind, aside }) => kind === "article" && aside !== true);
}

/** The page after this one, or null. */
export function nextOf(page: SurveyedPage): string | null {
  return page.leads.find(({ kind }) => kind === "next")?.url ?? null;
}
