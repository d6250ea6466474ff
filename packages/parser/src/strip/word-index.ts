/** Which rules a line may concern, told by the pairs of characters that their words begin with. */
export class WordIndex {
  /** First characters of words. */
  readonly #isFirst = new Uint8Array(0x10000);
  /** Rule numbers by the first two characters of a word; 0 stands for "no letter". */
  readonly #rules = new Map<number, number[]>();
  readonly #seen: Int32Array;
  #round = 0;

  /** `words[n]` are the words of rule n. */
  constructor(words: readonly (readonly string[])[]) {
    this.#seen = new Int32Array(words.length);
    for (const [rule, ofRule] of words.entries()) for (const word of ofRule) this.#add(word, rule);
  }

  /** The rules of which a word begins in the text, in rising order. Half-width and full-width letters are one. */
  find(text: string): readonly number[] {
    const round = ++this.#round;
    let found: number[] | null = null;
    for (let i = 0; i < text.length; i++) {
      const first = plain(text.charCodeAt(i));
      if (this.#isFirst[first] === 0) continue;
      let second = plain(text.charCodeAt(i + 1));
      // 浙 ICP 备 17005035 号: one blank between two parts of a word is nothing.
      if (second === 0x20) second = plain(text.charCodeAt(i + 2));
      for (const key of [
        (first << 16) | second,
        isLetter(text.charCodeAt(i + 1)) && isLetter(first) ? -1 : first << 16,
      ]) {
        const rules = this.#rules.get(key);
        if (rules === undefined) continue;
        for (const rule of rules) {
          if (this.#seen[rule] === round) continue;
          this.#seen[rule] = round;
          (found ??= []).push(rule);
        }
      }
    }
    return found === null ? NONE : found.sort((a, b) => a - b);
  }

  #add(word: string, rule: number): void {
    const first = plain(word.charCodeAt(0));
    const key = (first << 16) | (word.length === 1 ? 0 : plain(word.charCodeAt(1)));
    this.#isFirst[first] = 1;
    const rules = this.#rules.get(key);
    if (rules === undefined) this.#rules.set(key, [rule]);
    else if (!rules.includes(rule)) rules.push(rule);
  }
}

const NONE: readonly number[] = [];
const CASE = 0x20;

/** A character as a word has it: half width, lower case, every blank the one blank. */
function plain(code: number): number {
  if (code >= 0xff01 && code <= 0xff5e) return plain(code - 0xfee0);
  if (code >= 0x41 && code <= 0x5a) return code | CASE;
  return code === 0x3000 || code === 0xa0 || code === 0x09 ? 0x20 : code;
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
