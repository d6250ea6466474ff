/** One word of a rule, in the plain form of characters. */
interface Word {
  readonly rule: number;
  readonly units: readonly number[];
}

/** Which rules a line may concern, told by the words that stand in it. */
export class WordIndex {
  /** By any form of a first character: 1 where a word begins so. */
  readonly #isFirst = new Uint8Array(0x10000);
  /** By a hash of two characters: 1 where a word may begin so. Spares most looks into the map. */
  readonly #isPair = new Uint8Array(0x10000);
  /** By the plain form of the first two characters; one-character words by the first alone. */
  readonly #words = new Map<number, Word[]>();
  readonly #seen: Int32Array;
  #round = 0;

  /** `words[n]` are the words of rule n. */
  constructor(words: readonly (readonly string[])[]) {
    this.#seen = new Int32Array(words.length);
    for (const [rule, ofRule] of words.entries()) for (const word of ofRule) this.#add(word, rule);
    for (let code = 0; code < 0x10000; code++) if (this.#isFirst[plain(code)] === 1) this.#isFirst[code] = 1;
  }

  /** The rules of which a word stands in the text, in rising order. Half-width and full-width letters are one. */
  find(text: string): readonly number[] {
    let found: number[] | null = null;
    for (let i = 0; i < text.length; i++) {
      if (this.#isFirst[text.charCodeAt(i)] === 0) continue;
      if (found === null) this.#round++;
      const first = plain(text.charCodeAt(i));
      let next = text.charCodeAt(i + 1);
      if (this.#isPair[hashOf(first, 0)] === 1 && !(isLetter(next) && isLetter(first)))
        found = this.#collect(this.#words.get(first << 16), text, i, found);
      // 浙 ICP 备 17005035 号: one blank between two parts of a word is nothing.
      if (isBlank(next)) next = text.charCodeAt(i + 2);
      const second = plain(next);
      if (this.#isPair[hashOf(first, second)] === 1)
        found = this.#collect(this.#words.get((first << 16) | second), text, i, found);
    }
    return found === null ? NONE : found.sort((a, b) => a - b);
  }

  #collect(words: readonly Word[] | undefined, text: string, at: number, before: number[] | null): number[] | null {
    let found = before;
    if (words === undefined) return found;
    for (const { rule, units } of words) {
      if (found !== null && this.#seen[rule] === this.#round) continue;
      if (!standsAt(text, at, units)) continue;
      this.#seen[rule] = this.#round;
      (found ??= []).push(rule);
    }
    return found;
  }

  #add(word: string, rule: number): void {
    const units = Array.from(word, (character) => plain(character.charCodeAt(0))).filter((unit) => unit !== 0x20);
    const [first = 0, second = 0] = units;
    this.#isFirst[first] = 1;
    this.#isPair[hashOf(first, second)] = 1;
    const key = (first << 16) | second;
    const words = this.#words.get(key);
    if (words === undefined) this.#words.set(key, [{ rule, units }]);
    else words.push({ rule, units });
  }
}

const NONE: readonly number[] = [];
const CASE = 0x20;

function hashOf(first: number, second: number): number {
  return ((first * 0x9e37) ^ second) & 0xffff;
}

/** Whether a word stands there, single blanks between its characters left aside. */
function standsAt(text: string, at: number, units: readonly number[]): boolean {
  let i = at + 1;
  for (let n = 1; n < units.length; n++, i++) {
    let code = text.charCodeAt(i);
    if (isBlank(code)) code = text.charCodeAt(++i);
    if (plain(code) !== units[n]) return false;
  }
  return true;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x3000 || code === 0xa0;
}

/** A character as a word has it: half width, lower case. */
function plain(code: number): number {
  if (code >= 0xff01 && code <= 0xff5e) return plain(code - 0xfee0);
  return code >= 0x41 && code <= 0x5a ? code | CASE : code;
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
