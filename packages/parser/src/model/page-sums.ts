import type { Line } from "../read/lines.ts";

/** Nothing of the kind on that side of the line: further off than any line near enough to matter. */
const FAR = 50;
const LINKED = 0.5;
const HEAVY = 40;
const LEAST_PROSE = 12;

/** UTF-16 units of the line that are links, as a share. */
export function linkShareOf(line: Line): number {
  return line.text.length === 0 ? 0 : line.linkLength / line.text.length;
}

/** What runs of lines hold, each answered in constant time. */
export class PageSums {
  readonly #prose: Float64Array;
  readonly #length: Float64Array;
  readonly #linked: Float64Array;
  readonly #linkedLines: Float64Array;
  readonly #proseLines: Float64Array;
  readonly #previous: Int32Array;
  readonly #next: Int32Array;
  readonly #runs: Float64Array;
  /** Weight of all prose lines. */
  readonly total: number;
  /** Weight of the heaviest prose line. */
  readonly heaviest: number;

  constructor(lines: readonly Line[]) {
    const count = lines.length;
    this.#prose = new Float64Array(count + 1);
    this.#length = new Float64Array(count + 1);
    this.#linked = new Float64Array(count + 1);
    this.#linkedLines = new Float64Array(count + 1);
    this.#proseLines = new Float64Array(count + 1);
    this.#previous = new Int32Array(count);
    this.#next = new Int32Array(count);
    this.#runs = new Float64Array(count);
    this.heaviest = this.#sumUp(lines);
    this.total = this.#prose[count] ?? 0;
    this.#lookAhead(count);
    this.#measureRuns(count);
  }

  prose(from: number, to: number): number {
    return (this.#prose[to] ?? 0) - (this.#prose[from] ?? 0);
  }

  proseLines(from: number, to: number): number {
    return (this.#proseLines[to] ?? 0) - (this.#proseLines[from] ?? 0);
  }

  linkedLines(from: number, to: number): number {
    return to <= from ? 0 : (this.#linkedLines[to] ?? 0) - (this.#linkedLines[from] ?? 0);
  }

  linkShare(from: number, to: number): number {
    const length = (this.#length[to] ?? 0) - (this.#length[from] ?? 0);
    return length === 0 ? 0 : ((this.#linked[to] ?? 0) - (this.#linked[from] ?? 0)) / length;
  }

  previousProse(i: number): number {
    return this.#previous[i] ?? -FAR;
  }

  nextProse(i: number): number {
    return this.#next[i] ?? i + FAR;
  }

  /** Prose in the run of lines, unbroken by linked ones, that the line stands in. */
  runOf(i: number): number {
    return this.#runs[i] ?? 0;
  }

  #sumUp(lines: readonly Line[]): number {
    let heaviest = 0;
    let previous = -FAR;
    for (const line of lines) {
      const { index: i, weight, stops, text } = line;
      const isLinked = line.links > 0 && linkShareOf(line) >= LINKED;
      const isProse = !isLinked && (stops > 0 || weight >= HEAVY) && weight >= LEAST_PROSE;
      this.#prose[i + 1] = (this.#prose[i] ?? 0) + (isProse ? weight : 0);
      this.#proseLines[i + 1] = (this.#proseLines[i] ?? 0) + (isProse ? 1 : 0);
      this.#length[i + 1] = (this.#length[i] ?? 0) + text.length;
      this.#linked[i + 1] = (this.#linked[i] ?? 0) + line.linkLength;
      this.#linkedLines[i + 1] = (this.#linkedLines[i] ?? 0) + (isLinked ? 1 : 0);
      this.#previous[i] = previous;
      if (!isProse) continue;
      previous = i;
      heaviest = Math.max(heaviest, weight);
    }
    return heaviest;
  }

  #lookAhead(count: number): void {
    let next = count + FAR;
    for (let i = count - 1; i >= 0; i--) {
      this.#next[i] = next;
      if (this.proseLines(i, i + 1) > 0) next = i;
    }
  }

  #measureRuns(count: number): void {
    for (let from = 0; from < count;) {
      let to = from + 1;
      while (to < count && this.linkedLines(to, to + 1) === 0) to++;
      this.#runs.fill(this.prose(from, to), from, to);
      from = to;
    }
  }
}
