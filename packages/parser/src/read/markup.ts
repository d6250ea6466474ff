import { DOM_BOUNDS, type DomBounds, type DomErrorCode } from "@caibian/page/plain";

import { Attributes, isBlank } from "./attributes.ts";
import { decodeText } from "./entities.ts";
import { FOREIGN, INTEGRATION, knownKind, RAW, RAW_DECODED, TagKinds, VOID, type TagKind } from "./tags.ts";

/** Who hears what stands in a page, in page order. Every `open` has its `close`, void elements included. */
export interface MarkupListener {
  /** `attributes` speak of this tag during the call only. */
  open(kind: TagKind, attributes: Attributes): void;
  close(kind: TagKind): void;
  /** The text between two tags or comments, character references replaced. */
  text(data: string): void;
  /** Text of nothing but blanks: the indents between tags. */
  blank(): void;
  comment(data: string): void;
}

/** Why a page was not read to its end. */
export interface MarkupError {
  readonly code: DomErrorCode;
  readonly message: string;
}

/**
 * Reads HTML in one pass and tells the listener, under bounds; answers null, or which bound the page is over.
 * End tags that may be left out are told as well (`<li>` before `<li>`), by htmlparser2's rules, so that this
 * and the tree of `loadDom` agree. What a page costs is linear in its length.
 */
export function readMarkup(html: string, listener: MarkupListener, bounds: DomBounds = {}): MarkupError | null {
  const limits = { ...DOM_BOUNDS, ...bounds };
  if (html.length > limits.maxLength) {
    return {
      code: "E_BYTES",
      message: `the page has ${html.length} characters, over the bound of ${limits.maxLength}`,
    };
  }
  const reader = new MarkupReader(html, listener, limits);
  try {
    reader.read();
  } catch (error) {
    if (error instanceof OverBound) return { code: error.code, message: error.message };
    throw error;
  }
  return reader.isEmpty ? { code: "E_EMPTY", message: "the page is empty" } : null;
}

class OverBound extends Error {
  readonly code: DomErrorCode;

  constructor(code: DomErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const DASH = 0x2d;
const PARAGRAPH: TagKind = knownKind("p");
const LINE_BREAK: TagKind = knownKind("br");

class MarkupReader {
  readonly #html: string;
  readonly #listener: MarkupListener;
  readonly #limits: Required<DomBounds>;
  readonly #kinds = new TagKinds();
  readonly #attributes: Attributes;
  readonly #stack: TagKind[] = [];
  /** How many elements of each kind are open, by id. */
  readonly #openOf: number[] = [];
  /** True for each foreign element, false for each return to HTML inside it. */
  readonly #contexts: boolean[] = [];
  #nodes = 0;
  #attributesSeen = 0;

  constructor(html: string, listener: MarkupListener, limits: Required<DomBounds>) {
    this.#html = html;
    this.#listener = listener;
    this.#limits = limits;
    this.#attributes = new Attributes(html);
  }

  get isEmpty(): boolean {
    return this.#nodes === 0;
  }

  read(): void {
    const { length } = this.#html;
    let at = 0;
    while (at < length) {
      const open = this.#readText(at);
      if (open >= length) break;
      const code = this.#html.charCodeAt(open + 1);
      if (code === SLASH) at = this.#readEndTag(open);
      else if (code === BANG) at = this.#readDeclaration(open);
      else if (code === QUESTION) at = this.#skipTo(open + 2);
      else at = this.#readTag(open);
    }
    while (this.#stack.length > 0) this.#closeTop();
  }

  /** Tells the text from here on and answers where the next tag, comment or declaration begins. */
  #readText(from: number): number {
    const html = this.#html;
    let at = from;
    while (isBlank(html.charCodeAt(at))) at++;
    let next = html.charCodeAt(at) === LT ? at : html.indexOf("<", at);
    while (next !== -1 && !opensMarkup(html, next)) next = html.indexOf("<", next + 1);
    const end = next === -1 ? html.length : next;
    if (end === from) return end;
    this.#countNode();
    if (at === end) this.#listener.blank();
    else this.#listener.text(decodeText(html.slice(from, end)));
    return end;
  }

  #readTag(open: number): number {
    const html = this.#html;
    let at = open + 1;
    let code = html.charCodeAt(at);
    while (code !== GT && code !== SLASH && !isBlank(code)) {
      if (at >= html.length) return at;
      code = html.charCodeAt(++at);
    }
    const kind = this.#kinds.of(html, open + 1, at);
    const attributes = this.#attributes;
    if (code === GT) attributes.clear();
    else {
      at = attributes.scan(at, this.#limits.maxAttributes - this.#attributesSeen);
      this.#attributesSeen += attributes.count;
      if (this.#attributesSeen > this.#limits.maxAttributes) {
        throw new OverBound("E_ATTRS", `more than ${this.#limits.maxAttributes} attributes`);
      }
      if (at === -1) return html.length;
    }
    this.#open(kind);
    if (attributes.isSelfClosing) {
      if (this.#contexts.at(-1) === true && this.#stack.at(-1) === kind) this.#closeTop();
    } else if ((kind.traits & (RAW | RAW_DECODED)) !== 0) return this.#readRaw(kind, at + 1);
    return at + 1;
  }

  #open(kind: TagKind): void {
    const { closes, traits } = kind;
    const stack = this.#stack;
    if (closes !== null) {
      for (let top = stack.at(-1); top !== undefined && closes.has(top.name); top = stack.at(-1)) this.#closeTop();
    }
    this.#countNode();
    if (stack.length >= this.#limits.maxDepth) {
      throw new OverBound("E_DEPTH", `elements nest deeper than ${this.#limits.maxDepth}`);
    }
    this.#listener.open(kind, this.#attributes);
    if ((traits & VOID) !== 0) {
      this.#listener.close(kind);
      return;
    }
    stack.push(kind);
    this.#openOf[kind.id] = (this.#openOf[kind.id] ?? 0) + 1;
    if ((traits & (FOREIGN | INTEGRATION)) !== 0) this.#contexts.push((traits & FOREIGN) !== 0);
  }

  #closeTop(): void {
    const kind = this.#stack.pop();
    if (kind === undefined) return;
    this.#openOf[kind.id] = (this.#openOf[kind.id] ?? 1) - 1;
    this.#listener.close(kind);
  }

  /** Script, style and title hold text up to their own end tag; answers where that begins. */
  #readRaw({ name, traits }: TagKind, from: number): number {
    const html = this.#html;
    let end = html.indexOf("</", from);
    while (end !== -1 && !isEndOf(html, end + 2, name)) end = html.indexOf("</", end + 2);
    if (end === -1) end = html.length;
    if (end > from) {
      this.#countNode();
      const data = html.slice(from, end);
      this.#listener.text((traits & RAW_DECODED) === 0 ? data : decodeText(data));
    }
    return end;
  }

  #readEndTag(open: number): number {
    const html = this.#html;
    let at = open + 2;
    while (isBlank(html.charCodeAt(at))) at++;
    if (!isLetter(html.charCodeAt(at))) {
      const end = this.#skipTo(at);
      this.#listener.comment(html.slice(at, end - 1));
      return end;
    }
    const from = at;
    let code = html.charCodeAt(at);
    while (code !== GT && !isBlank(code)) {
      if (at >= html.length) return at;
      code = html.charCodeAt(++at);
    }
    this.#close(this.#kinds.of(html, from, at));
    if (code === GT) return at + 1;
    const end = html.indexOf(">", at);
    return end === -1 ? html.length : end + 1;
  }

  #close(kind: TagKind): void {
    if ((kind.traits & (FOREIGN | INTEGRATION)) !== 0) this.#contexts.pop();
    if ((this.#openOf[kind.id] ?? 0) > 0) {
      while (this.#stack.at(-1) !== kind) this.#closeTop();
      this.#closeTop();
    } else if (kind === PARAGRAPH || kind === LINE_BREAK) {
      // `</p>` and `</br>` without a beginning stand for an empty element.
      this.#attributes.clear();
      this.#open(kind);
      if (kind === PARAGRAPH) this.#closeTop();
    }
  }

  #readDeclaration(open: number): number {
    const html = this.#html;
    if (html.startsWith("--", open + 2)) {
      // `<!-->` and `<!--->` are whole comments.
      const found = html.indexOf("-->", open + 2);
      const end = found === -1 ? html.length : found;
      this.#countNode();
      this.#listener.comment(html.slice(open + 4, Math.max(open + 4, end)));
      return end + 3;
    }
    if (html.startsWith("[CDATA[", open + 2)) {
      const end = html.indexOf("]]>", open + 9);
      this.#countNode();
      return end === -1 ? html.length : end + 3;
    }
    return this.#skipTo(open + (html.charCodeAt(open + 2) === DASH ? 4 : 3));
  }

  /** Passes over something that ends at the next `>` and says nothing. */
  #skipTo(from: number): number {
    this.#countNode();
    const end = this.#html.indexOf(">", from);
    return end === -1 ? this.#html.length : end + 1;
  }

  #countNode(): void {
    if (++this.#nodes > this.#limits.maxNodes) {
      throw new OverBound("E_NODES", `more than ${this.#limits.maxNodes} nodes`);
    }
  }
}

/** False for a `<` that is text: `a < b`, `</>`, the page's last character. */
function opensMarkup(html: string, at: number): boolean {
  const code = html.charCodeAt(at + 1);
  if (isLetter(code) || code === BANG || code === QUESTION) return true;
  if (code !== SLASH) return false;
  let behind = at + 2;
  while (isBlank(html.charCodeAt(behind))) behind++;
  return behind < html.length && html.charCodeAt(behind) !== GT;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isEndOf(html: string, at: number, name: string): boolean {
  const code = html.charCodeAt(at + name.length);
  if (code !== GT && !isBlank(code)) return false;
  return html.startsWith(name, at) || html.slice(at, at + name.length).toLowerCase() === name;
}
