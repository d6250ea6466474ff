import { decodeValue } from "./entities.ts";
import { NameTable } from "./name-table.ts";

const NAMES =
  "id class style href src alt title width height content name property itemprop rel type target lang hidden align " +
  "value onclick http-equiv data-src data-original data-url color size face border cellpadding cellspacing bgcolor " +
  "valign role charset colspan rowspan aria-label media";
const KNOWN = new NameTable(NAMES.split(" ").map((name) => [name, name] as const));
const NONE: Readonly<Record<string, string>> = Object.freeze({});
/** Where an attribute's name begins and ends, and its value. */
const FIELDS = 4;
const SLASH = 0x2f;
const GT = 0x3e;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** The attributes of the tag that was read last. Nothing is cut out of the page until it is asked for. */
export class Attributes {
  readonly #html: string;
  #places = new Int32Array(64 * FIELDS);
  #count = 0;
  #isSelfClosing = false;

  constructor(html: string) {
    this.#html = html;
  }

  get count(): number {
    return this.#count;
  }

  /** True where the tag ends in `/>`. */
  get isSelfClosing(): boolean {
    return this.#isSelfClosing;
  }

  /** The tag has none. */
  clear(): void {
    this.#count = 0;
    this.#isSelfClosing = false;
  }

  /**
   * Reads from behind a tag's name and answers where its `>` stands: -1 where the page ends before. Stops early,
   * with `count` above `most`, where there are more than `most`.
   */
  scan(from: number, most: number): number {
    const html = this.#html;
    this.clear();
    let at = from;
    for (;;) {
      const code = html.charCodeAt(at);
      if (code === GT) return at;
      if (isBlank(code)) at++;
      else if (code === SLASH) {
        this.#isSelfClosing = true;
        at++;
      } else if (at >= html.length) return -1;
      else {
        this.#isSelfClosing = false;
        at = this.#scanOne(at);
        if (at === -1 || this.#count > most) return at;
      }
    }
  }

  /** The value of the first attribute of this name (lower case): "" where it stands without one. */
  get(name: string): string | undefined {
    const raw = this.getRaw(name);
    return raw === undefined ? undefined : decodeValue(raw);
  }

  /** The same as it is written, character references and all. */
  getRaw(name: string): string | undefined {
    const places = this.#places;
    for (let i = 0; i < this.#count * FIELDS; i += FIELDS) {
      const from = places[i] ?? 0;
      if ((places[i + 1] ?? 0) - from !== name.length) continue;
      if (this.#html.startsWith(name, from) || this.#html.slice(from, from + name.length).toLowerCase() === name) {
        return this.#html.slice(places[i + 2], places[i + 3]);
      }
    }
    return undefined;
  }

  /** All of them by name in lower case; of equal names the first counts. */
  toRecord(): Readonly<Record<string, string>> {
    if (this.#count === 0) return NONE;
    const record: Record<string, string> = {};
    for (let i = 0; i < this.#count * FIELDS; i += FIELDS) {
      const name = this.#name(i);
      if (!Object.hasOwn(record, name)) record[name] = this.#value(i);
    }
    return record;
  }

  #name(place: number): string {
    const from = this.#places[place] ?? 0;
    const to = this.#places[place + 1] ?? 0;
    return KNOWN.find(this.#html, from, to) ?? this.#html.slice(from, to).toLowerCase();
  }

  #value(place: number): string {
    return decodeValue(this.#html.slice(this.#places[place + 2], this.#places[place + 3]));
  }

  /** Reads one attribute and answers what stands behind it, or -1 where the page ends inside. */
  #scanOne(from: number): number {
    const html = this.#html;
    // Whatever stands first belongs to the name, `=` too.
    let at = from + 1;
    let code = html.charCodeAt(at);
    while (code !== EQUALS && code !== GT && code !== SLASH && !isBlank(code)) {
      if (at >= html.length) return -1;
      code = html.charCodeAt(++at);
    }
    const nameEnd = at;
    while (isBlank(code)) code = html.charCodeAt(++at);
    if (code !== EQUALS) {
      this.#add(from, nameEnd, nameEnd, nameEnd);
      return at;
    }
    do code = html.charCodeAt(++at);
    while (isBlank(code));
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = html.indexOf(code === DOUBLE_QUOTE ? '"' : "'", at + 1);
      if (end === -1) return -1;
      this.#add(from, nameEnd, at + 1, end);
      return end + 1;
    }
    const valueFrom = at;
    while (code !== GT && !isBlank(code)) {
      if (at >= html.length) return -1;
      code = html.charCodeAt(++at);
    }
    this.#add(from, nameEnd, valueFrom, at);
    return at;
  }

  #add(nameFrom: number, nameTo: number, valueFrom: number, valueTo: number): void {
    const place = this.#count++ * FIELDS;
    if (place === this.#places.length) {
      const more = new Int32Array(place * 2);
      more.set(this.#places);
      this.#places = more;
    }
    this.#places[place] = nameFrom;
    this.#places[place + 1] = nameTo;
    this.#places[place + 2] = valueFrom;
    this.#places[place + 3] = valueTo;
  }
}

/** The blanks that part names and values inside a tag. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}
