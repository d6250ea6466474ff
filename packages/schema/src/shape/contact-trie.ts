import type { ArticleContact } from "../article.ts";

interface Node {
  readonly next: Map<string, Node>;
  kind: ArticleContact["kind"] | null;
}

/** Other ways to write @ and the dot of an address, by their first character. */
const SIGNS: ReadonlyMap<string, readonly (readonly [form: string, sign: string])[]> = new Map([
  ["＠", [["＠", "@"]]],
  [
    "(",
    [
      ["(at)", "@"],
      ["(dot)", "."],
    ],
  ],
  ["[", [["[at]", "@"]]],
  ["艾", [["艾特", "@"]]],
  ["。", [["。", "."]]],
  ["．", [["．", "."]]],
]);
/** What may stand inside a number or an address without making it another. */
const GAP = " -·•";
const MOST_GAPS = 2;

/**
 * The contacts of one record, found again in any of its texts however they are written there: with blanks or hyphens
 * between the digits, with +86 before them, `(at)` for @. A page may hold a hundred thousand of them: a text is read
 * once whatever their number.
 */
export class ContactTrie {
  readonly #root: Node = { next: new Map(), kind: null };

  /** Takes up a contact as the page has it. */
  add(kind: ArticleContact["kind"], words: string): void {
    const plain = plainOf(kind, words);
    if (plain === "") return;
    this.#put(kind, plain);
    if (kind !== "mobile") return;
    this.#put(kind, `86${plain}`);
    this.#put(kind, `+86${plain}`);
  }

  /** The text with `[kind]` in the place of every contact. */
  mask(text: string): string {
    let masked = "";
    let from = 0;
    for (let at = 0; at < text.length;) {
      const found = this.#find(text, at);
      if (found === null) {
        at++;
        continue;
      }
      masked += `${text.slice(from, at)}[${found.kind}]`;
      from = at = found.end;
    }
    return from === 0 ? text : masked + text.slice(from);
  }

  #put(kind: ArticleContact["kind"], plain: string): void {
    let node = this.#root;
    for (const character of plain) {
      let next = node.next.get(character);
      if (next === undefined) node.next.set(character, (next = { next: new Map(), kind: null }));
      node = next;
    }
    node.kind = kind;
  }

  /** The longest contact that begins here, and where it ends. */
  #find(text: string, start: number): { readonly kind: ArticleContact["kind"]; readonly end: number } | null {
    let found: { readonly kind: ArticleContact["kind"]; readonly end: number } | null = null;
    let node = this.#root;
    let gaps = 0;
    for (let at = start; at < text.length;) {
      const [symbol, length] = symbolAt(text, at);
      const next = node.next.get(symbol);
      if (next !== undefined) {
        node = next;
        at += length;
        gaps = 0;
        if (node.kind !== null && standsAlone(text, start, at, node.kind)) found = { kind: node.kind, end: at };
      } else if (node !== this.#root && GAP.includes(symbol) && ++gaps <= MOST_GAPS) at++;
      else break;
    }
    return found;
  }
}

/** Without what may differ from one place to another. */
function plainOf(kind: ArticleContact["kind"], words: string): string {
  let plain = "";
  for (let at = 0; at < words.length;) {
    const [symbol, length] = symbolAt(words, at);
    if (kind === "wechat" || kind === "email" ? symbol !== " " : !GAP.includes(symbol)) plain += symbol;
    at += length;
  }
  return kind === "mobile" ? plain.replace(/^\+?86(?=1\d{10}$)/, "") : plain;
}

/** The character here in its plain form, and how long it is in the text. */
function symbolAt(text: string, at: number): readonly [symbol: string, length: number] {
  const character = text[at] ?? "";
  const written = SIGNS.get(character)?.find(([form]) => text.startsWith(form, at));
  return written === undefined ? [character.toLowerCase(), 1] : [written[1], written[0].length];
}

const NUMBERS: ReadonlySet<ArticleContact["kind"]> = new Set(["mobile", "qq", "idCard", "bankCard"]);

/** False inside a longer number or word: that one is another. */
function standsAlone(text: string, start: number, end: number, kind: ArticleContact["kind"]): boolean {
  const more = NUMBERS.has(kind) ? /\d/ : /\w/;
  return !more.test(text[start - 1] ?? "") && !more.test(text[end] ?? "");
}
