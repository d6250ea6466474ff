import type { Box, Line, PageLines } from "../read/lines.ts";

/** What each line speaks for or against being part of the story, and sums over boxes. */
export interface Scores {
  /** By line index. Positive: prose. Negative: links, tools, footers. */
  readonly lines: Float64Array;
  /** `sums[i]` is the score of the lines before i: a box scores `sums[to] - sums[from]`. */
  readonly sums: Float64Array;
  /** As `sums`, of the positive lines alone. */
  readonly prose: Float64Array;
}

const LINK_SHARE = 0.5;
const LONG_LINE = 25;
const STOP_WORTH = 6;
const MOST_STOPS = 10;
/** What a short line without a full stop speaks against being prose. */
export const SHORT_LINE_COST = 2;
const LINK_LINE_COST = 4;

const BREAK_COST = 14;
const FOREIGN_CLUSTER = 0.5;
const TEASER = 0.4;
const NEAR_TITLE_WORTH = 60;
const NEAR_TITLE_LINES = 40;

/**
 * Scores every line; `isBoilerplate` marks lines that a catalogue rule knows. `anchor` is the line of the headline,
 * or null: prose that follows it counts full, prose of other clusters half, teasers below a linked headline less.
 */
export function scoreLines(
  page: PageLines,
  outside: ReadonlySet<Box>,
  anchor: number | null,
  isBoilerplate: (line: Line) => boolean,
): Scores {
  const count = page.lines.length;
  const lines = new Float64Array(count);
  for (const line of page.lines) {
    const isFile = line.links > 0 && page.lines[line.index - 1]?.medium?.kind === "attachment";
    lines[line.index] = scoreOf(line, outside.has(line.box), isFile, isBoilerplate);
  }
  // A headline with a comma would read as prose and draw the body's box up to itself.
  if (anchor !== null) lines[anchor] = -SHORT_LINE_COST;
  weighClusters(page, lines, anchor);
  const sums = new Float64Array(count + 1);
  const prose = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const score = lines[i] ?? 0;
    sums[i + 1] = (sums[i] ?? 0) + score;
    prose[i + 1] = (prose[i] ?? 0) + Math.max(0, score);
  }
  return { lines, sums, prose };
}

/** Prose parted by links and tools makes clusters; the story is the one below the headline, or the largest. */
function weighClusters(page: PageLines, lines: Float64Array, anchor: number | null): void {
  const clusters = clustersOf(page, lines, anchor ?? -1);
  const worth = (cluster: Cluster): number => {
    const isNear = anchor !== null && cluster.from > anchor && cluster.from <= anchor + NEAR_TITLE_LINES;
    return cluster.sum * (isNear ? 1.5 : 1) + (isNear ? NEAR_TITLE_WORTH : 0);
  };
  let main: Cluster | null = null;
  for (const cluster of clusters) if (main === null || worth(cluster) > worth(main)) main = cluster;
  if (main === null) return;
  for (const cluster of clusters) {
    if (cluster === main) continue;
    for (let i = cluster.from; i <= cluster.to; i++) {
      const score = lines[i] ?? 0;
      if (score > 0) lines[i] = score * (isTeaser(page, lines, i) ? TEASER : FOREIGN_CLUSTER);
    }
  }
  if (anchor === null || main.from <= anchor) return;
  lines[main.from] = (lines[main.from] ?? 0) + NEAR_TITLE_WORTH;
}

interface Cluster {
  readonly from: number;
  to: number;
  sum: number;
}

/** The headline parts what stands above it from the story. */
function clustersOf(page: PageLines, lines: Float64Array, anchor: number): Cluster[] {
  const clusters: Cluster[] = [];
  let current: Cluster | null = null;
  let cost = 0;
  let links = 0;
  for (let i = 0; i < lines.length; i++) {
    const score = lines[i] ?? 0;
    if (score <= 0) {
      cost -= score;
      links += page.lines[i]?.links ?? 0;
      continue;
    }
    const isParted = current !== null && current.to < anchor && i > anchor;
    if (current === null || isParted || (cost > BREAK_COST && links > 0)) {
      current = { from: i, to: i, sum: 0 };
      clusters.push(current);
    }
    current.to = i;
    current.sum += score;
    cost = 0;
    links = 0;
  }
  return clusters;
}

/** One paragraph below a linked headline and above another: a teaser of some other story. */
function isTeaser(page: PageLines, lines: Float64Array, index: number): boolean {
  return (
    (lines[index - 1] ?? 0) < -LINK_LINE_COST && (lines[index + 1] ?? 0) <= 0 && (page.lines[index - 1]?.links ?? 0) > 0
  );
}

/** `isFile`: the line names an attachment of the story, which is no way to another page. */
function scoreOf(line: Line, isOutside: boolean, isFile: boolean, isBoilerplate: (line: Line) => boolean): number {
  const { weight, stops, text, linkLength } = line;
  if (weight === 0) return 0;
  if (isFile && !isOutside) return -SHORT_LINE_COST;
  const linkShare = linkLength / text.length;
  if (linkShare >= LINK_SHARE) return stops >= 2 && line.links === 1 ? 0 : -LINK_LINE_COST - weight * 0.5;
  if (isOutside) return -weight * 0.5 - SHORT_LINE_COST;
  if (isBoilerplate(line)) return -Math.min(weight, 80);
  if (stops === 0 && weight < LONG_LINE) return -SHORT_LINE_COST;
  return weight * (1 - linkShare) + STOP_WORTH * Math.min(stops, MOST_STOPS);
}

/** The boxes that are asides by their own or an outer box's name, unless most of the page's prose is in them. */
export function outsideBoxes(page: PageLines): ReadonlySet<Box> {
  const weights = new Float64Array(page.lines.length + 1);
  for (const line of page.lines) {
    const isProse = line.stops > 0 && line.linkLength < line.text.length * LINK_SHARE;
    weights[line.index + 1] = (weights[line.index] ?? 0) + (isProse ? line.weight : 0);
  }
  const total = weights[page.lines.length] ?? 0;
  const outside = new Set<Box>();
  for (const box of page.boxes) {
    if (outside.size > 0 && box.parent !== null && outside.has(box.parent)) outside.add(box);
    else if (box.hint === "comment" || box.hint === "aside") {
      const inside = (weights[Math.min(box.to, page.lines.length)] ?? 0) - (weights[box.from] ?? 0);
      // Readers' comments may well outweigh the story.
      if (inside <= total * (box.hint === "comment" ? 0.9 : 0.6)) outside.add(box);
    }
  }
  return outside;
}
