import { charsetOf } from "./labels.ts";

/** One attribute of a tag, name in lower case. */
type Attribute = readonly [name: string, value: string];

/**
 * The charset that the markup declares, as browsers look for it before they parse (HTML standard, "prescan a byte
 * stream"): comments and other tags are stepped over, a meta element counts only when it is well formed. `head`
 * holds bytes as Latin-1 characters. Null when there is none.
 */
export function prescan(head: string): string | null {
  const scan = new Scan(head);
  for (let tag = scan.nextTag(); tag !== null; tag = scan.nextTag()) {
    const attributes = scan.attributes();
    if (attributes === null) return null;
    const charset = tag === "meta" ? charsetOfMeta(attributes) : null;
    if (charset !== null) return charset;
  }
  return null;
}

function charsetOfMeta(attributes: readonly Attribute[]): string | null {
  const values = new Map<string, string>();
  for (const [name, value] of attributes) if (!values.has(name)) values.set(name, value);
  const own = values.get("charset");
  // A quote left in the label makes it no label to a browser.
  if (own !== undefined) return /["']/.test(own) ? null : charsetOf(own);
  if (values.get("http-equiv")?.toLowerCase() !== "content-type") return null;
  const label = charsetInContent(values.get("content") ?? "");
  return label === null ? null : charsetOf(label);
}

const CHARSET_PARAMETER =
  /charset[\t\n\f\r ]{0,99}=[\t\n\f\r ]{0,99}(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/i;

function charsetInContent(content: string): string | null {
  const match = CHARSET_PARAMETER.exec(content);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

const BLANK = "\t\n\f\r ";

class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to behind the name of the next tag, which it answers with: `meta` or any other (""). Null at the end. */
  nextTag(): string | null {
    for (;;) {
      const open = this.#text.indexOf("<", this.#at);
      if (open < 0) return null;
      if (this.#text.startsWith("<!--", open)) {
        const end = this.#text.indexOf("-->", open + 2);
        if (end < 0) return null;
        this.#at = end + 3;
      } else if (/^<meta[\t\n\f\r /]/i.test(this.#text.slice(open, open + 6))) {
        this.#at = open + 6;
        return "meta";
      } else if (/^<\/?[a-z]/i.test(this.#text.slice(open, open + 3))) {
        this.#at = this.#find("\t\n\f\r >", open + 2);
        return "";
      } else if (/^<[!/?]/.test(this.#text.slice(open, open + 2))) {
        this.#at = this.#find(">", open + 2) + 1;
      } else this.#at = open + 1;
    }
  }

  /** The attributes up to the end of the tag, or null when the text ends in them. */
  attributes(): readonly Attribute[] | null {
    const found: Attribute[] = [];
    for (;;) {
      this.#skip(`${BLANK}/`);
      const char = this.#text[this.#at];
      if (char === undefined) return null;
      if (char === ">") return found;
      const attribute = this.#attribute();
      if (attribute === null) return null;
      found.push(attribute);
    }
  }

  #attribute(): Attribute | null {
    const start = this.#at;
    // A sign at the very start belongs to the name.
    this.#at = this.#find(`${BLANK}=/>`, start + 1);
    const name = this.#text.slice(start, this.#at).toLowerCase();
    this.#skip(BLANK);
    if (this.#text[this.#at] !== "=") return this.#isAtEnd() ? null : [name, ""];
    this.#at++;
    this.#skip(BLANK);
    const quote = this.#text[this.#at];
    if (quote === undefined) return null;
    if (quote === '"' || quote === "'") {
      const end = this.#text.indexOf(quote, this.#at + 1);
      if (end < 0) return null;
      const value = this.#text.slice(this.#at + 1, end);
      this.#at = end + 1;
      return [name, value];
    }
    const end = this.#find(`${BLANK}>`, this.#at);
    const value = this.#text.slice(this.#at, end);
    this.#at = end;
    return this.#isAtEnd() ? null : [name, value];
  }

  #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #skip(chars: string): void {
    while (!this.#isAtEnd() && chars.includes(this.#text.charAt(this.#at))) this.#at++;
  }

  #find(chars: string, from: number): number {
    let at = from;
    while (at < this.#text.length && !chars.includes(this.#text.charAt(at))) at++;
    return at;
  }
}
