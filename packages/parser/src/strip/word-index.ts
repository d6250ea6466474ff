/** One word of a rule, in the plain form of characters. */
interface Word {
  readonly rule: number;
  readonly units: readonly number[];
}

/** Longer lines concern fewer rules: a tier of the index for lines from each of these lengths on. */
const TIERS: readonly number[] = [0, 100, 240];
/** What a character may begin, as bits; the next tier's stand two bits higher. */
const PAIR = 1;
const SINGLE = 2;

/** Which rules a line may concern, told by the words that stand in it. */
export class WordIndex {
  /** By any form of a character: what words begin with it, in each tier. */
  readonly #begins = new Uint8Array(0x10000);
  /** By a hash of a word's first characters, three at most: 1 where one may begin so. Spares most looks into the map. */
  readonly #isStart = new Uint8Array(SLOTS);
  /** By the plain form of the first two characters; one-character words by the first alone. */
  readonly #words = new Map<number, Word[]>();
  readonly #longest: readonly number[];
  readonly #seen: Int32Array;
  #round = 0;

  /** `words[n]` are the words of rule n; `longest[n]` is the length of the longest line it concerns, any if left out. */
  constructor(words: readonly (readonly string[])[], longest: readonly number[] = []) {
    this.#longest = words.map((_, rule) => longest[rule] ?? Infinity);
    this.#seen = new Int32Array(words.length);
    for (const [rule, ofRule] of words.entries()) for (const word of ofRule) this.#add(word, rule);
    for (let code = 0; code < 0x10000; code++) this.#begins[code] = this.#begins[plain(code)] ?? 0;
  }

  /** The rules of which a word stands in the text, in rising order. Half-width and full-width letters are one. */
  find(text: string): readonly number[] {
    let found: number[] | null = null;
    const last = text.length - 1;
    const tier = tierOf(text.length);
    const pair = PAIR << tier;
    const single = SINGLE << tier;
    for (let i = 0; i <= last; i++) {
      const code = text.charCodeAt(i);
      const begins = (this.#begins[code] ?? 0) & (pair | single);
      if (begins === 0) continue;
      if (found === null) this.#round++;
      let next = i < last ? text.charCodeAt(i + 1) : 0;
      if ((begins & single) !== 0 && !(isLetter(next) && isLetter(code)))
        found = this.#collect(this.#words.get(plain(code) << 16), text, i, found);
      if ((begins & pair) === 0 || i === last) continue;
      // 浙 ICP 备 17005035 号: one blank between two parts of a word is nothing.
      let at = i + 1;
      if (isBlank(next)) next = unitAt(text, ++at);
      let after = unitAt(text, at + 1);
      if (isBlank(after)) after = unitAt(text, at + 2);
      const first = plain(code);
      const second = plain(next);
      const third = plain(after);
      if (this.#isStart[hashOf(first, second, 0)] === 1 || this.#isStart[hashOf(first, second, third)] === 1)
        found = this.#collect(this.#words.get((first << 16) | second), text, i, found);
    }
    return found === null ? NONE : found.sort((a, b) => a - b);
  }

  #collect(words: readonly Word[] | undefined, text: string, at: number, before: number[] | null): number[] | null {
    let found = before;
    if (words === undefined) return found;
    for (const { rule, units } of words) {
      if (found !== null && this.#seen[rule] === this.#round) continue;
      if (text.length > (this.#longest[rule] ?? 0) || !standsAt(text, at, units)) continue;
      this.#seen[rule] = this.#round;
      (found ??= []).push(rule);
    }
    return found;
  }

  #add(word: string, rule: number): void {
    const units = Array.from(word, (character) => plain(character.charCodeAt(0))).filter((unit) => unit !== 0x20);
    const [first = 0, second = 0, third = 0] = units;
    const bit = second === 0 ? SINGLE : PAIR;
    for (const [tier, least] of TIERS.entries())
      if ((this.#longest[rule] ?? 0) >= least) this.#begins[first] = (this.#begins[first] ?? 0) | (bit << (tier * 2));
    this.#isStart[hashOf(first, second, third)] = 1;
    const key = (first << 16) | second;
    const words = this.#words.get(key);
    if (words === undefined) this.#words.set(key, [{ rule, units }]);
    else words.push({ rule, units });
  }
}

/** How far the bits of the tier stand that lines of this length belong to. */
function tierOf(length: number): number {
  let tier = TIERS.length - 1;
  while (length < (TIERS[tier] ?? 0)) tier--;
  return tier * 2;
}

const NONE: readonly number[] = [];
const CASE = 0x20;
/** Small enough to stay in the nearest cache. */
const SLOTS = 0x4000;

function hashOf(first: number, second: number, third: number): number {
  return ((first * 0x9e37) ^ (second * 0x1f3d) ^ third) & (SLOTS - 1);
}

/** Whether a word stands there, single blanks between its characters left aside. */
function standsAt(text: string, at: number, units: readonly number[]): boolean {
  let i = at + 1;
  for (let n = 1; n < units.length; n++, i++) {
    let code = unitAt(text, i);
    if (isBlank(code)) code = unitAt(text, ++i);
    if (plain(code) !== units[n]) return false;
  }
  return true;
}

/** 0 behind the end: NaN makes array look-ups slow. */
function unitAt(text: string, index: number): number {
  return index < text.length ? text.charCodeAt(index) : 0;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x3000 || code === 0xa0;
}

/** A character as a word has it: half width, lower case. */
function plain(code: number): number {
  const half = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
  return half >= 0x41 && half <= 0x5a ? half | CASE : half;
}

function isLetter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code <= 0x1fff) ||
    (code >= 0x3041 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xdfff)
  );
}
