import type { Box, Line, PageLines } from "../read/lines.ts";
import { SHORT_LINE_COST, type Scores } from "./score.ts";

/** The part of the page that holds the story: a box, and its first and last line (`to` is one past). */
export interface BodyRange {
  readonly box: Box;
  readonly from: number;
  readonly to: number;
  /** Share of the page's prose that it holds, 0 to 1. */
  readonly share: number;
}

const NAMED_ENOUGH = 0.75;
const INNER_ENOUGH = 0.97;
const TRIM_COST = 14;
const MOST_SIGNATURE_LINES = 3;
const MOST_TAIL_LINES = 24;
const STORY_CONTACT = /^(?:咨询|报名|预约|服务|求助)(?:电话|热线)\s?[:：]/;

/**
 * The box whose lines sum up best: all of the prose, few links and tools. Inside it a box that a CMS names as its
 * body wins if it holds most of the prose. Null when nothing on the page reads like a story.
 */
export function findBody(page: PageLines, scores: Scores): BodyRange | null {
  const best = bestBox(page.boxes, scores);
  if (best === null) return namedBox(page.boxes, scores);
  const named = narrow(page.boxes, best, scores);
  return rangeOf(withSubhead(withSignature(named, page, scores), page, scores), page, scores);
}

/**
 * A story of one paragraph and a short line below it in the same box (苏州市气象台6月7日16时发布, an office and its date):
 * the line has nothing that makes prose, yet it is the story's. No head may come with it, and no link.
 */
function withSignature(box: Box, page: PageLines, scores: Scores): Box {
  const { parent } = box;
  if (parent === null || parent.from !== box.from || parent.to === box.to) return box;
  const tail = page.lines.slice(box.to, parent.to);
  const isPlain = tail.every((line) => line.links === 0 && line.box.hint === null && isShortLine(scores, line.index));
  return tail.length <= MOST_SIGNATURE_LINES && isPlain ? parent : box;
}

/**
 * A bold line alone above one paragraph in the same box: the last page of a paged story often begins so. A box that
 * held the headline as well would hold more.
 */
function withSubhead(box: Box, page: PageLines, scores: Scores): Box {
  const { parent } = box;
  if (parent === null || parent.to !== box.to || parent.from !== box.from - 1) return box;
  const head = page.lines[parent.from];
  if (head === undefined || head.links > 0 || head.heading > 0 || head.box.hint !== null) return box;
  const isBold = head.text !== "" && head.boldLength >= head.text.trim().length;
  return isBold && isShortLine(scores, head.index) ? parent : box;
}

function isShortLine(scores: Scores, index: number): boolean {
  const score = scores.lines[index] ?? 0;
  return score < 0 && score >= -SHORT_LINE_COST;
}

function bestBox(boxes: readonly Box[], scores: Scores): Box | null {
  let best: Box | null = null;
  let bestScore = 0;
  for (const box of boxes) {
    const score = sumOf(scores.sums, box);
    // Of boxes with equal sums the innermost wins: it comes last.
    if (score > 0 && score >= bestScore) {
      best = box;
      bestScore = score;
    }
  }
  return best;
}

/** Goes down from the best box to a named body, or to an inner box that loses next to nothing. */
function narrow(boxes: readonly Box[], best: Box, scores: Scores): Box {
  const prose = sumOf(scores.prose, best);
  let named: Box | null = null;
  let inner = best;
  for (const box of boxes) {
    if (box === best || box.from < best.from || box.to > best.to) continue;
    const share = sumOf(scores.prose, box) / prose;
    if (box.hint === "body" && share >= NAMED_ENOUGH) named = box;
    if (share >= INNER_ENOUGH && box.to - box.from > 1) inner = box;
  }
  return named ?? inner;
}

function namedBox(boxes: readonly Box[], scores: Scores): BodyRange | null {
  const named = boxes.findLast((box) => box.hint === "body" && box.to > box.from);
  if (named === undefined) return null;
  return { box: named, from: named.from, to: named.to, share: sumOf(scores.prose, named) > 0 ? 1 : 0 };
}

const MOST_ABOVE = 0.5;

/**
 * The body below its headline. Teasers of other stories above it may be prose enough to draw the box up to
 * themselves; a headline with most of the prose above it is some other line's.
 */
export function belowHeadline(body: BodyRange, headline: Line | null, scores: Scores): BodyRange {
  if (headline === null || headline.heading === 0 || headline.heading > 2) return body;
  const { index } = headline;
  const from = index + 1;
  if (index < body.from || from >= body.to) return body;
  const { prose } = scores;
  const above = (prose[index] ?? 0) - (prose[body.from] ?? 0);
  const all = (prose[body.to] ?? 0) - (prose[body.from] ?? 0);
  if (above === 0 || above > all * MOST_ABOVE) return body;
  return { ...body, from, share: shareOf(from, body.to, scores) };
}

/** All lines of a box. */
export function wholeBox(box: Box, page: PageLines, scores: Scores): BodyRange {
  const to = Math.min(box.to, page.lines.length);
  return { box, from: box.from, to, share: shareOf(box.from, to, scores) };
}

function shareOf(from: number, to: number, { prose }: Scores): number {
  const all = prose.at(-1) ?? 0;
  return all === 0 ? 0 : ((prose[to] ?? 0) - (prose[from] ?? 0)) / all;
}

/** The box's lines without a head or tail that costs more than `TRIM_COST`: link lists and tools around the prose. */
export function rangeOf(box: Box, page: PageLines, scores: Scores): BodyRange {
  const end = Math.min(box.to, page.lines.length);
  const { sums } = scores;
  let from = box.from;
  let to = end;
  for (let i = box.from; i <= end; i++) {
    if ((sums[i] ?? 0) > (sums[to] ?? 0) + TRIM_COST) to = i;
  }
  for (let i = to; i >= box.from; i--) {
    if ((sums[i] ?? 0) < (sums[from] ?? 0) - TRIM_COST) from = i;
  }
  to = withTail(box, to, page, scores);
  return { box, from, to, share: shareOf(from, to, scores) };
}

/** On from the last prose over plain lines of its own container: attachments, an office and its date. */
function withTail(box: Box, to: number, page: PageLines, scores: Scores): number {
  const container = page.lines[to - 1]?.box.parent ?? null;
  if (container === null || container.from < box.from) return to;
  let end = to;
  for (; end < Math.min(container.to, to + MOST_TAIL_LINES); end++) {
    const line = page.lines[end];
    if (line === undefined || line.box.hint !== null || (scores.lines[end] ?? 0) < -SHORT_LINE_COST) break;
    // Right in the body's box what follows is as often the page's.
    if (container === box && !STORY_CONTACT.test(line.text)) break;
  }
  return end;
}

function sumOf(sums: Float64Array, box: Box): number {
  return (sums[Math.min(box.to, sums.length - 1)] ?? 0) - (sums[box.from] ?? 0);
}
