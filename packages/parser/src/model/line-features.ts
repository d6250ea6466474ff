import type { Box, Line, PageLines } from "../read/lines.ts";
import { LexiconCounter } from "./lexicon.ts";
import type { Reach } from "./reach.ts";
import { linkShareOf, PageSums } from "./page-sums.ts";
import { RowWriter } from "./row.ts";

/** What the features need to know of the page besides its lines. */
export interface PageSigns {
  /** Index of the headline's line, or -1. */
  readonly title: number;
  /** Boxes that names or tags set aside. */
  readonly outside: ReadonlySet<Box>;
  /** By line: 2 for lines that a rule takes anywhere, 1 for lines that one takes in the head or tail, else 0. */
  readonly rules: Uint8Array;
  /** By line: how much it speaks about the site. */
  readonly speech: Float32Array;
}

const LEVELS = 3;
const OWN = 30;
const NEAR = 16;
const PER_LEVEL = 6;
const PLACE = 14;

/** Numbers in a row. */
export const LINE_COLUMNS: number = OWN + NEAR + PER_LEVEL * LEVELS + PLACE;

const SENTENCE_ENDS = "。！？!?.…；;";
const CLOSERS = '”"’』」）)]';
/** A sentence's end and what closes behind it. */
const LONGEST_END = 4;
const DATE = /(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}|\d{1,2}:\d{2}/;
const BYLINE = /记者|記者|编辑|編輯|来源|來源|作者|通讯员|摄|責編|责编/;
const OPENERS = '“"「『【（(《';
const LIST_MARK = /^(?:[·•■●◆▪★☆*-]|\d{1,2}[.、)）])/;
const LONGEST_BYLINE = 100;
const LONGEST_DATED = 120;
const LONGEST_COUNTED = 300;
const COUNTER = new LexiconCounter();
/** No such line. */
const NONE = -1;
const NO_TITLE = -99;

/** Nothing to weigh: no text, or a line of a link list. Such lines are no part of the story unless rules say so. */
export function isHopeless(line: Line): boolean {
  if (line.text === "" || line.weight < 1) return true;
  return line.links > 0 && line.linkLength >= line.text.length * 0.8 && line.stops < 2 && line.weight < 30;
}

/**
 * One row a line in reach: itself, its neighbours, the boxes around it, its place on the page. Rows of hopeless lines
 * are not written. `table` takes the rows; a new one of zeros unless given.
 */
export function lineFeatures(
  page: PageLines,
  signs: PageSigns,
  reach: Reach,
  table: Float32Array = new Float32Array(page.lines.length * LINE_COLUMNS),
): Float32Array {
  const { lines } = page;
  const writer = new RowWriter(table);
  const features = new LineFeatures(page, signs, writer);
  for (const line of lines.slice(reach.from, reach.to)) {
    if (isHopeless(line)) continue;
    writer.moveTo(line.index * LINE_COLUMNS);
    features.write(line);
  }
  return writer.values;
}

class LineFeatures {
  readonly #page: PageLines;
  readonly #signs: PageSigns;
  readonly #row: RowWriter;
  readonly #sums: PageSums;
  readonly #named: ReadonlySet<Box>;
  readonly #comments: ReadonlySet<Box>;
  readonly #titlePath: ReadonlySet<Box>;
  /** The box that was written last, and where: lines that follow one another mostly share theirs. */
  #written: Box | null = null;
  #writtenAt = 0;

  constructor(page: PageLines, signs: PageSigns, row: RowWriter) {
    this.#page = page;
    this.#signs = signs;
    this.#row = row;
    this.#sums = new PageSums(page.lines);
    this.#named = boxesWithin(page.boxes, "body");
    this.#comments = boxesWithin(page.boxes, "comment");
    this.#titlePath = pathOf(page.lines[signs.title]?.box ?? null);
  }

  write(line: Line): void {
    this.#own(line);
    this.#near(line.index);
    this.#boxes(line.box);
    this.#place(line);
  }

  #own(line: Line): void {
    const row = this.#row;
    const { text, weight, stops, index } = line;
    row.put(Math.log1p(weight));
    row.put(stops);
    row.put(stops / weight);
    row.put(linkShareOf(line));
    row.put(line.links);
    row.put(line.boldLength / text.length);
    row.put(line.heading);
    row.put(Number(line.item !== null));
    row.put(Number(line.cell !== null));
    row.put(Number(line.isQuote));
    row.put(Number(endsSentence(text)));
    row.put(Number(isColon(text.charCodeAt(text.length - 1))));
    const digits = digitShare(text);
    row.put(digits);
    row.put(Number(digits > 0 && text.length < LONGEST_DATED && DATE.test(text)));
    row.put(this.#signs.rules[index] ?? 0);
    row.put(Number(this.#signs.outside.has(line.box)));
    row.put(Number(this.#comments.has(line.box)));
    row.put(Number(this.#named.has(line.box)));
    row.put(tagClass(line.box.element.name));
    row.put(Number(text.length < LONGEST_BYLINE && BYLINE.test(text)));
    row.put(OPENERS.includes(text.charAt(0)) ? 1 : LIST_MARK.test(text) ? 2 : 0);
    row.put(this.#sums.heaviest === 0 ? 0 : weight / this.#sums.heaviest);
    row.put(line.seams.length);
    const words = COUNTER.count(text, LONGEST_COUNTED);
    let all = 0;
    for (let kind = 0; kind < words.length; kind++) {
      const count = words[kind] ?? 0;
      row.put(count);
      all += count;
    }
    row.put(all / (weight + 4));
    row.put(this.#signs.speech[index] ?? 0);
    row.put(text.length);
  }

  #near(i: number): void {
    const row = this.#row;
    const { lines } = this.#page;
    for (const offset of [-2, -1, 1, 2]) {
      const near = lines[i + offset];
      row.put(near === undefined ? NONE : Math.log1p(near.weight));
      row.put(near === undefined ? NONE : linkShareOf(near));
      row.put(near === undefined ? NONE : near.stops);
    }
    for (const reach of [4, 12]) {
      const from = Math.max(0, i - reach);
      const to = Math.min(lines.length, i + reach + 1);
      row.put(this.#sums.linkShare(from, to));
      row.put(Math.log1p(this.#sums.prose(from, to)));
    }
  }

  /** The innermost box of more than one line, and the next ones outward that hold more than the one before. */
  #boxes(inner: Box): void {
    const row = this.#row;
    const sums = this.#sums;
    const count = this.#page.lines.length;
    let box = inner;
    while (box.parent !== null && box.to - box.from < 2) box = box.parent;
    const start = row.at;
    if (box === this.#written) {
      row.copy(row.values, this.#writtenAt, PER_LEVEL * LEVELS);
      return;
    }
    this.#written = box;
    this.#writtenAt = start;
    for (let level = 0; level < LEVELS; level++) {
      const { from } = box;
      const to = Math.min(box.to, count);
      row.put(Math.log1p(sums.prose(from, to)));
      row.put(sums.linkShare(from, to));
      row.put(Math.log1p(to - from));
      row.put(sums.total === 0 ? 0 : sums.prose(from, to) / sums.total);
      row.put(sums.proseLines(from, to) / Math.max(1, to - from));
      row.put(box.depth);
      box = nextOutward(box, to - from);
    }
  }

  #place(line: Line): void {
    const row = this.#row;
    const sums = this.#sums;
    const { title } = this.#signs;
    const i = line.index;
    const count = this.#page.lines.length;
    const isAfter = title !== -1 && i > title;
    const absent = title === -1 ? -2 : -1;
    row.put(title === -1 ? NO_TITLE : Math.max(-40, Math.min(120, i - title)));
    row.put(isAfter ? Math.log1p(sums.prose(title + 1, i)) : absent);
    row.put(isAfter ? Math.log1p(sums.linkedLines(title + 1, i)) : absent);
    row.put(isAfter && i > title + 1 ? sums.linkShare(title + 1, i) : NONE);
    row.put(i / count);
    row.put(sums.total === 0 ? 0 : sums.prose(0, i) / sums.total);
    row.put(this.#sharedDepth(line.box));
    const before = sums.previousProse(i);
    const after = sums.nextProse(i);
    row.put(i - before);
    row.put(after - i);
    row.put(before < 0 ? NONE : Math.log1p(sums.linkedLines(before + 1, i)));
    row.put(after > count ? NONE : Math.log1p(sums.linkedLines(i + 1, Math.min(after, count))));
    row.put(Math.log1p(sums.total));
    row.put(Math.log1p(count));
    row.put(Math.log1p(sums.runOf(i)));
  }

  /** Share of the box's ancestors, from the root, that the headline has too. */
  #sharedDepth(box: Box): number {
    if (box.depth === 0) return 0;
    let at: Box | null = box;
    while (at !== null && !this.#titlePath.has(at)) at = at.parent;
    return (at?.depth ?? 0) / box.depth;
  }
}

/** The nearest box around this one that holds at least two lines more, or the outermost. */
export function nextOutward(box: Box, size: number): Box {
  let outer = box.parent;
  while (outer !== null && outer.parent !== null && outer.to - outer.from <= size + 1) outer = outer.parent;
  return outer ?? box;
}

function pathOf(box: Box | null): ReadonlySet<Box> {
  const path = new Set<Box>();
  for (let at = box; at !== null; at = at.parent) path.add(at);
  return path;
}

function boxesWithin(boxes: readonly Box[], hint: "body" | "comment"): ReadonlySet<Box> {
  const within = new Set<Box>();
  for (const box of boxes) {
    const isInside = within.size > 0 && box.parent !== null && within.has(box.parent);
    if (isInside || box.hint === hint) within.add(box);
  }
  return within;
}

function endsSentence(text: string): boolean {
  const least = Math.max(0, text.length - LONGEST_END);
  for (let i = text.length - 1; i >= least; i--) {
    const unit = text.charAt(i);
    if (SENTENCE_ENDS.includes(unit)) return true;
    if (!CLOSERS.includes(unit)) return false;
  }
  return false;
}

function isColon(code: number): boolean {
  return code === 0x3a || code === 0xff1a;
}

function digitShare(text: string): number {
  const end = Math.min(text.length, 200);
  let digits = 0;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits++;
  }
  return digits / end;
}

const TAG_CLASSES: ReadonlyMap<string, number> = new Map([
  ["p", 1],
  ["div", 2],
  ["td", 3],
  ["li", 4],
  ["dd", 5],
  ["dt", 5],
  ["article", 6],
  ["section", 6],
  ["h1", 7],
  ["h2", 7],
  ["h3", 7],
  ["h4", 7],
]);

function tagClass(name: string): number {
  return TAG_CLASSES.get(name) ?? 8;
}
