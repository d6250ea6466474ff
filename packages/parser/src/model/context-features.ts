import type { Box, Line, PageLines } from "../read/lines.ts";
import { isHopeless, LINE_COLUMNS, nextOutward } from "./line-features.ts";
import { RowWriter } from "./row.ts";

/** What the rules and the first forest made of the page. */
export interface FirstVerdict {
  /** By line: log-odds of the first forest. */
  readonly odds: Float32Array;
  /** By line: the rules' score. */
  readonly scores: Float64Array;
  /** By line: 1 for lines that the rules kept. */
  readonly kept: Uint8Array;
  readonly body: { readonly from: number; readonly to: number; readonly share: number };
}

const REACH = [-3, -2, -1, 0, 1, 2, 3];
const WINDOWS = [2, 5, 10];
const LEVELS = 4;
const SEGMENT = 8;
const RULES = 6;

/** Numbers in a row. */
export const CONTEXT_COLUMNS: number = LINE_COLUMNS + REACH.length + WINDOWS.length + LEVELS * 3 + SEGMENT + RULES;

/** Log-odds of a line that there is none of, and of hopeless lines. */
export const HOPELESS = -5;
const BEYOND = -9;
const MOST_ODDS = 4;

/** Rows of the second forest, one a line; those of hopeless lines are 0. `rows` are the first one's. */
export function contextFeatures(page: PageLines, rows: Float32Array, verdict: FirstVerdict): Float32Array {
  const writer = new RowWriter(new Float32Array(page.lines.length * CONTEXT_COLUMNS));
  const context = new ContextFeatures(page, rows, verdict);
  for (const line of page.lines) {
    if (isHopeless(line)) continue;
    writer.moveTo(line.index * CONTEXT_COLUMNS);
    context.write(line, writer);
  }
  return writer.values;
}

/** A row holds the first forest's row, what it said of the neighbours and boxes, and what the rules said. */
export class ContextFeatures {
  readonly #rows: Float32Array;
  readonly #verdict: FirstVerdict;
  readonly #count: number;
  readonly #mass: Mass;

  constructor(page: PageLines, rows: Float32Array, verdict: FirstVerdict) {
    this.#rows = rows;
    this.#verdict = verdict;
    this.#count = page.lines.length;
    this.#mass = new Mass(page, verdict.odds);
  }

  write(line: Line, row: RowWriter): void {
    const { odds, scores, kept, body } = this.#verdict;
    const count = this.#count;
    const mass = this.#mass;
    const i = line.index;
    row.copy(this.#rows, i * LINE_COLUMNS, LINE_COLUMNS);
    for (const offset of REACH) row.put(odds[i + offset] ?? BEYOND);
    for (const reach of WINDOWS) row.put(mass.mean(Math.max(0, i - reach), Math.min(count, i + reach + 1)));
    this.#boxes(line.box, row);
    const { from, to } = mass.best;
    row.put(i < from ? i - from : i >= to ? i - to + 1 : 0);
    row.put(mass.sum(from, to) / mass.total);
    row.put(mass.gain(from, to) / mass.total);
    row.put(to - from);
    row.put(mass.gain(0, i) / mass.total);
    row.put(mass.gain(i + 1, count) / mass.total);
    row.put(Math.log1p(mass.total));
    row.put(i < from ? mass.sum(i, from) : i >= to ? mass.sum(to, i + 1) : 0);
    row.put(kept[i] ?? 0);
    row.put(i < body.from ? -1 : i >= body.to ? 1 : 0);
    row.put(scores[i] ?? 0);
    row.put(body.share);
    row.put(kept[i - 1] ?? 0);
    row.put(kept[i + 1] ?? 0);
  }

  #boxes(inner: Box, row: RowWriter): void {
    const mass = this.#mass;
    let box = inner;
    while (box.parent !== null && box.to - box.from < 2) box = box.parent;
    for (let level = 0; level < LEVELS; level++) {
      const { from } = box;
      const to = Math.min(box.to, this.#count);
      row.put(mass.mean(from, to));
      row.put(mass.gain(from, to) / mass.total);
      row.put(mass.sum(from, to) / mass.total);
      box = nextOutward(box, to - from);
    }
  }
}

/** Log-odds times a line's worth, summed over runs of lines. */
class Mass {
  readonly #sums: Float64Array;
  readonly #gains: Float64Array;
  readonly #worth: Float64Array;
  /** All that speaks for the story. */
  readonly total: number;
  /** The run of lines with the greatest sum. */
  readonly best: { readonly from: number; readonly to: number };

  constructor({ lines }: PageLines, odds: Float32Array) {
    const count = lines.length;
    this.#sums = new Float64Array(count + 1);
    this.#gains = new Float64Array(count + 1);
    this.#worth = new Float64Array(count + 1);
    let best = { from: 0, to: 0 };
    let most = 0;
    let from = 0;
    for (const { index: i, text, weight } of lines) {
      const worth = text === "" ? 0 : (2 + weight) ** 0.7;
      const mass = Math.max(-MOST_ODDS, Math.min(MOST_ODDS, odds[i] ?? 0)) * worth;
      this.#sums[i + 1] = (this.#sums[i] ?? 0) + mass;
      this.#gains[i + 1] = (this.#gains[i] ?? 0) + Math.max(0, mass);
      this.#worth[i + 1] = (this.#worth[i] ?? 0) + worth;
      if ((this.#sums[i] ?? 0) <= (this.#sums[from] ?? 0)) from = i;
      const run = (this.#sums[i + 1] ?? 0) - (this.#sums[from] ?? 0);
      if (run <= most) continue;
      most = run;
      best = { from, to: i + 1 };
    }
    this.best = best;
    const gains = this.#gains[count] ?? 0;
    this.total = gains === 0 ? 1 : gains;
  }

  sum(from: number, to: number): number {
    return (this.#sums[to] ?? 0) - (this.#sums[from] ?? 0);
  }

  gain(from: number, to: number): number {
    return (this.#gains[to] ?? 0) - (this.#gains[from] ?? 0);
  }

  mean(from: number, to: number): number {
    return this.sum(from, to) / ((this.#worth[to] ?? 0) - (this.#worth[from] ?? 0) + 1);
  }
}
