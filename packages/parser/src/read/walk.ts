import { isComment, isTag, isText, type ChildNode, type Document, type Element } from "domhandler";

import { HintReader } from "../locate/hints.ts";
import { HeadReader } from "./head.ts";
import type { Box, Line, Medium, PageLines } from "./lines.ts";
import { measure } from "./measure.ts";
import { mediumOf } from "./media.ts";
import { BLOCK, BOLD, BREAK, FACTS, FIELD, MEDIUM, traitsOf, UNSEEN } from "./tags.ts";

/**
 * The one walk: a tree becomes lines of text with what was measured in them, and the boxes that hold them.
 * Everything after it reads lines and boxes; no later step walks the tree. Depth is bounded by `loadDom`.
 */
export function walk(root: Document): PageLines {
  const walker = new Walker();
  walker.visitAll(root.children);
  return walker.finish();
}

/** Ids that platforms give to the source and the author (DOMAIN 3.4); Baidu's names are used on many sites. */
const NAMED_IDS: ReadonlySet<string> = new Set([
  "js_name",
  "source",
  "source_baidu",
  "media_name",
  "author",
  "author_baidu",
  "js_author_name",
]);
const LONGEST_NAMED = 60;
const BLANKS = /[ \t\r\n\f\u200B\uFEFF]+/g;
const UNEVEN = /[\t\r\n\f\u200B\uFEFF]| {2}/;
const NO_SEAMS: readonly number[] = [];

class Walker {
  readonly #lines: Line[] = [];
  readonly #boxes: Box[] = [];
  readonly #head = new HeadReader();
  readonly #hints = new HintReader();
  readonly #named = new Map<string, string>();
  #box: Box | null = null;
  #text = "";
  #linkLength = 0;
  #links = 0;
  #boldLength = 0;
  #seams: number[] | null = null;
  #linkDepth = 0;
  #boldDepth = 0;
  #heading = 0;
  #quoteDepth = 0;
  #item: Element | null = null;
  #cell: Element | null = null;

  visitAll(nodes: readonly ChildNode[]): void {
    for (const node of nodes) {
      if (isText(node)) this.#addText(node.data);
      else if (isTag(node)) this.#visit(node);
      else if (isComment(node)) this.#head.readComment(node.data);
    }
  }

  finish(): PageLines {
    this.#flush();
    return {
      lines: this.#lines,
      boxes: this.#boxes,
      head: this.#head.facts(),
      named: this.#named,
      scriptLength: this.#head.scriptLength,
    };
  }

  #visit(element: Element): void {
    const { name } = element;
    const traits = traitsOf(name);
    if ((traits & FACTS) !== 0 && this.#head.read(element)) {
      if (name === "head") this.visitAll(element.children.filter((node) => !isText(node)));
      return;
    }
    if ((traits & UNSEEN) !== 0) return;
    if ((traits & BREAK) !== 0) {
      this.#flush();
      return;
    }
    const medium = (traits & MEDIUM) === 0 ? null : mediumOf(element);
    if (medium !== null) this.#addMedium(medium);
    const isBlock = (traits & BLOCK) !== 0 || this.#box === null;
    const from = isBlock ? 0 : this.#text.length;
    const fromLine = this.#lines.length;
    if (isBlock) this.#visitBlock(element);
    else this.#visitInline(element, traits);
    const { id } = element.attribs;
    if (id !== undefined && NAMED_IDS.has(id))
      this.#name(id, isBlock ? (this.#lines[fromLine]?.text ?? "") : this.#text.slice(from));
  }

  #name(id: string, text: string): void {
    const value = text.trim();
    if (value !== "" && value.length <= LONGEST_NAMED && !this.#named.has(id)) this.#named.set(id, value);
  }

  #visitBlock(element: Element): void {
    this.#flush();
    const parent = this.#box;
    const depth = parent === null ? 0 : parent.depth + 1;
    const box: Box = {
      element,
      parent,
      depth,
      hint: this.#hints.read(element),
      from: this.#lines.length,
      to: this.#lines.length,
    };
    this.#boxes.push(box);
    const { name } = element;
    const itemBefore = this.#item;
    const cellBefore = this.#cell;
    const headingBefore = this.#heading;
    this.#box = box;
    if (name === "li") this.#item = element;
    else if (name === "td" || name === "th") {
      this.#cell = element;
      this.#item = null;
    } else if (name.length === 2 && /^h[1-6]$/.test(name)) this.#heading = Number(name[1]);
    if (name === "blockquote") this.#quoteDepth++;
    this.visitAll(element.children);
    this.#flush();
    if (name === "blockquote") this.#quoteDepth--;
    box.to = this.#lines.length;
    this.#box = parent;
    this.#item = itemBefore;
    this.#cell = cellBefore;
    this.#heading = headingBefore;
  }

  #visitInline(element: Element, traits: number): void {
    const isLink = element.name === "a" && element.attribs["href"] !== undefined;
    const isBold = (traits & BOLD) !== 0;
    const isField = (traits & FIELD) !== 0;
    if (isField) this.#addSeam();
    if (isLink) {
      this.#links++;
      this.#linkDepth++;
    }
    if (isBold) this.#boldDepth++;
    this.visitAll(element.children);
    if (isBold) this.#boldDepth--;
    if (isLink) this.#linkDepth--;
    if (isField) this.#addSeam();
  }

  #addSeam(): void {
    if (this.#text.length > 0) (this.#seams ??= []).push(this.#text.length);
  }

  #addText(data: string): void {
    const isAfterBlank = this.#text === "" || this.#text.endsWith(" ");
    // Most text nodes are the indents between tags.
    if (isIndent(data)) {
      if (!isAfterBlank) this.#text += " ";
      return;
    }
    let text = UNEVEN.test(data) ? data.replaceAll(BLANKS, " ") : data;
    if (isAfterBlank && text.startsWith(" ")) text = text.slice(1);
    if (this.#box === null) this.#openImplied();
    this.#text += text;
    if (this.#linkDepth > 0) this.#linkLength += text.length;
    if (this.#boldDepth > 0) this.#boldLength += text.length;
  }

  /** Text before any element, as in a fragment without `<html>`. */
  #openImplied(): void {
    const element = { name: "body", attribs: {} } as unknown as Element;
    this.#box = { element, parent: null, depth: 0, hint: null, from: 0, to: Number.MAX_SAFE_INTEGER };
    this.#boxes.push(this.#box);
  }

  #addMedium(medium: Medium): void {
    this.#flush();
    this.#push("", medium);
  }

  #flush(): void {
    if (this.#text !== "") {
      const text = this.#text.trim();
      if (text !== "") this.#push(text, null);
      this.#text = "";
    }
    this.#linkLength = 0;
    this.#links = 0;
    this.#boldLength = 0;
    this.#seams = null;
  }

  #push(text: string, medium: Medium | null): void {
    if (this.#box === null) this.#openImplied();
    const box = this.#box;
    if (box === null) return;
    const { weight, stops } = measure(text);
    this.#lines.push({
      index: this.#lines.length,
      text,
      box,
      heading: this.#heading,
      linkLength: Math.min(this.#linkLength, text.length),
      links: this.#links,
      boldLength: Math.min(this.#boldLength, text.length),
      weight,
      stops,
      seams: this.#seams ?? NO_SEAMS,
      item: this.#item,
      cell: this.#cell,
      isQuote: this.#quoteDepth > 0,
      medium,
    });
  }
}

function isIndent(data: string): boolean {
  for (let i = 0; i < data.length; i++) {
    const code = data.charCodeAt(i);
    if (code !== 0x20 && !(code >= 0x09 && code <= 0x0d && code !== 0x0b)) return false;
  }
  return true;
}
