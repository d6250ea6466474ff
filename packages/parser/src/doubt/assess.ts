import type { Block, Quality } from "@caibian/schema";

import type { BodyRange } from "../locate/body.ts";
import type { PageLines } from "../read/lines.ts";
import { pageKindOf } from "./page-kind.ts";

/** What the doubt looks at. */
export interface DoubtEvidence {
  readonly page: PageLines;
  readonly body: BodyRange | null;
  readonly title: string;
  readonly titleConfidence: number;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly timeConfidence: number;
  readonly hasSource: boolean;
  readonly replacements: number;
  /** The page as it was decoded. */
  readonly markup: string;
  /** The page does not fit what was learnt of its site. */
  readonly isLayoutChanged: boolean;
}

/** Flags that put an article into quarantine. */
const GRAVE: ReadonlySet<string> = new Set([
  "soft-404",
  "list-page",
  "empty-body",
  "blocked",
  "login-wall",
  "maintenance",
  "shell",
  "garbled",
  "nameless",
]);
const SHORT_TEXT = 120;
const FEWEST_LIST_LINKS = 20;
/** A short list tells itself by the day behind each headline. */
const FEWEST_DATED_LINKS = 3;
const DAY_AT_END = /\d{1,2}[-/.月]\d{1,2}日?[\])）]?$/;
/** The time is printed on the page. */
const SEEN_TIME = 0.9;
const UNSURE_TITLE = 0.7;

/** How sure the record is, and what made the parser doubt it. */
export function assess(evidence: DoubtEvidence): { readonly quality: Quality; readonly isDoubted: boolean } {
  const flags = flagsOf(evidence);
  const bodyScore = evidence.body === null ? 0 : Math.min(1, 0.5 + evidence.body.share / 2);
  const fields = {
    title: round(evidence.titleConfidence),
    body: round(bodyScore),
    publishedAt: round(evidence.timeConfidence),
    source: evidence.hasSource ? 0.9 : 0,
  };
  const isDoubted = flags.some((flag) => GRAVE.has(flag));
  const base = 0.35 * fields.title + 0.45 * fields.body + 0.15 * fields.publishedAt + 0.05 * fields.source;
  return { quality: { score: round(isDoubted ? Math.min(base, 0.3) : base), fields, flags }, isDoubted };
}

function flagsOf(evidence: DoubtEvidence): string[] {
  const { page, title, text, blocks } = evidence;
  const flags: string[] = [];
  const hasMedia = blocks.some(
    (block) => block.type === "image" || block.type === "video" || block.type === "attachment",
  );
  const isShort = text.length < SHORT_TEXT * 3;
  if (title === "") flags.push(isShort || page.boxes.length <= 1 ? "nameless" : "no-title");
  const kind = pageKindOf({
    title,
    text,
    markup: evidence.markup,
    scriptLength: page.scriptLength,
    hasMedia,
    refresh: page.head.refresh,
    isDated: evidence.timeConfidence >= SEEN_TIME,
  });
  if (kind !== null) flags.push(kind.kind, ...(kind.guard === null ? [] : [`blocked:${kind.guard}`]));
  if (looksLikeList(page, evidence)) flags.push("list-page");
  else if (text === "" && !hasMedia) flags.push("empty-body");
  if (evidence.replacements > Math.max(20, text.length * 0.02)) flags.push("garbled");
  else if (evidence.replacements > 0) flags.push("replacement-characters");
  if (text.length > 0 && text.length < 60) flags.push("short-body");
  if (evidence.timeConfidence === 0) flags.push("no-time");
  if (evidence.isLayoutChanged) flags.push("layout-changed");
  return flags;
}

/** Many link lines, no paragraph to speak of, and nothing that dates or signs a story. */
function looksLikeList(page: PageLines, evidence: DoubtEvidence): boolean {
  const { body, text, blocks } = evidence;
  const paragraphs = blocks.filter((block) => block.type !== "image" && /[。！？.!?]/.test(block.text)).length;
  if (paragraphs > 3) return false;
  let links = 0;
  let dated = 0;
  for (const line of page.lines) {
    if (line.links === 0 || line.linkLength < line.text.length * 0.5 || line.weight < 8) continue;
    links++;
    if (DAY_AT_END.test(line.text)) dated++;
  }
  if (text === "" && blocks.length === 0 && dated >= FEWEST_DATED_LINKS) return true;
  if (links < FEWEST_LIST_LINKS) return false;
  if (text.length < SHORT_TEXT / 2 && evidence.titleConfidence <= UNSURE_TITLE) return true;
  return text.length < links * 12 && (body === null || body.share < 0.5);
}

function round(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}
