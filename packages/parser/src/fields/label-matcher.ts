/** One place in a text where a label stands, with its mark (`:`, `|`, `/`) or up to the blank behind it. */
export interface LabelMatch {
  /** Without the blanks that pad it: 来 源 is 来源. */
  readonly label: string;
  readonly index: number;
  /** Behind the mark; without one, behind all blanks but the last. */
  readonly end: number;
}

const NBSP = 0xa0;
const IDEOGRAPHIC_SPACE = 0x3000;
const MARKS: ReadonlySet<number> = new Set(Array.from(":：丨｜|/／╱", (mark) => mark.charCodeAt(0)));

/** Finds a fixed list of labels, by their first characters; lines without one cost one look per character. */
export class LabelMatcher {
  /** Longest first, by first character. */
  readonly #labels = new Map<number, string[]>();
  readonly #isFirst = new Uint8Array(0x10000);

  constructor(labels: Iterable<string>) {
    for (const label of [...labels].sort((a, b) => b.length - a.length)) {
      const first = label.charCodeAt(0);
      this.#isFirst[first] = 1;
      const known = this.#labels.get(first);
      if (known === undefined) this.#labels.set(first, [label]);
      else known.push(label);
    }
  }

  /** All labels of a text that a mark, a blank or the end follows, in order, without overlaps. */
  find(text: string): LabelMatch[] {
    const found: LabelMatch[] = [];
    for (let i = 0; i < text.length; i++) {
      const first = text.charCodeAt(i);
      if (this.#isFirst[first] === 0) continue;
      const match = this.#matchAt(text, i, first);
      if (match === null) continue;
      found.push(match);
      i = match.end - 1;
    }
    return found;
  }

  #matchAt(text: string, index: number, first: number): LabelMatch | null {
    for (const label of this.#labels.get(first) ?? []) {
      const labelEnd = endOf(text, index, label);
      if (labelEnd === -1) continue;
      const end = markEnd(text, labelEnd);
      if (end !== -1) return { label, index, end };
    }
    return null;
  }
}

/** Where a label that starts at `index` ends, blanks between its characters allowed; -1 where it does not stand. */
function endOf(text: string, index: number, label: string): number {
  let at = index + 1;
  for (let i = 1; i < label.length; i++) {
    const wanted = label.charCodeAt(i);
    let code = text.charCodeAt(at);
    while (isBlank(code)) code = text.charCodeAt(++at);
    if (code !== wanted) return -1;
    at++;
  }
  return at;
}

function markEnd(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  if (at === text.length) return at;
  if (MARKS.has(text.charCodeAt(at))) return at + 1;
  return at > from ? at - 1 : -1;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === NBSP || code === IDEOGRAPHIC_SPACE;
}
