import { canonicalUrl } from "@caibian/page/plain";

import { buildBlocks, textOf } from "./blocks/build-blocks.ts";
import { pageKindOf } from "./doubt/page-kind.ts";
import { isWithdrawalNotice } from "./doubt/withdrawal-notice.ts";
import { explain } from "./explain.ts";
import { readInfoZone } from "./fields/info-zone.ts";
import { findStory, type FoundStory } from "./find-story.ts";
import { makeArticle, type Decoding } from "./make-article.ts";
import { recallInfo } from "./memory/known-places.ts";
import { traceOf } from "./memory/trace.ts";
import { trimmedLines } from "./memory/trimmed-lines.ts";
import { revise, type LineModel } from "./model/revise.ts";
import { SHIPPED_MODEL } from "./model/shipped.ts";
import type { PageLines } from "./read/lines.ts";
import type { ParseOptions, ParseResult } from "./result.ts";
import { withMediaBeside } from "./strip/beside-body.ts";
import { footerRemovals } from "./strip/footer.ts";
import type { StrippedBody } from "./strip/strip-body.ts";

const NOTHING: StrippedBody = { kept: [], removed: [], bylines: [] };

/** A walked page to its record: find the story, strip it, build the blocks, read the fields, doubt. */
export function edit(
  page: PageLines,
  decoding: Decoding,
  options: ParseOptions,
  model: LineModel | null = SHIPPED_MODEL,
): ParseResult {
  const found = findStory(page, options);
  const { title, scores, recalled, ruled } = found;
  const body = ruled?.body ?? null;
  if (body === null && title.text === "") return refuse("E_NOT_ARTICLE", whatElse(page, decoding.text));
  const stripped = strip(found, options, model);
  const url = options.url ?? null;
  const canonical = url === null ? null : canonicalUrl(url);
  const blocks = buildBlocks(stripped.kept, canonical);
  const text = textOf(blocks);
  if (isWithdrawalNotice(title.text, text)) return refuse("E_WITHDRAWN", "the page says that its story was taken back");
  const zone = recallInfo(recalled, page, readInfoZone(page, title, body, options.now), title, options.now);
  const trimmed = body === null ? [] : trimmedLines(recalled, page, body);
  const removed = [...stripped.removed, ...trimmed, ...footerRemovals(page, body?.to ?? 0)];
  const article = makeArticle(
    { page, decoding, title, body, zone, stripped, blocks, text, removed, canonical, recalled },
    options,
  );
  return {
    ok: true,
    article,
    ...(options.explain === true ? { lines: explain({ page, scores, title, zone, body, stripped, removed }) } : {}),
    ...(options.trace === true && body !== null && article.status === "usable"
      ? { trace: traceOf(page, title, body, zone, scores) }
      : {}),
  };
}

/** What the rules keep, revised by the model, with the media beside it. A body that a profile names is not revised. */
function strip({ title, ruled }: FoundStory, options: ParseOptions, model: LineModel | null): StrippedBody {
  if (ruled === null) return NOTHING;
  const isTold = options.profile?.body !== undefined || model === null;
  const revised = isTold ? ruled.stripped : revise(ruled, model);
  return withMediaBeside(revised, ruled.page, ruled.body, title.line, ruled.outside);
}

function refuse(code: string, message: string): ParseResult {
  return { ok: false, error: { code, message } };
}

/** Why a page without headline and text is no story. */
function whatElse(page: PageLines, markup: string): string {
  const { scriptLength, head } = page;
  const kind = pageKindOf({ title: "", text: "", markup, scriptLength, hasMedia: false, refresh: head.refresh });
  if (kind === null) return "the page has neither a headline nor text";
  return `the page is no story: ${kind.kind}${kind.guard === null ? "" : ` (${kind.guard})`}`;
}
