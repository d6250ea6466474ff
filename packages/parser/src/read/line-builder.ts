import { HintReader } from "../locate/hints.ts";
import { isBlank, type Attributes } from "./attributes.ts";
import { HeadReader } from "./head.ts";
import type { Box, Line, Medium, PageLines, Tag } from "./lines.ts";
import type { MarkupListener } from "./markup.ts";
import { measure } from "./measure.ts";
import { filmOf, mediumOf, wantsSource } from "./media.ts";
import { openTag } from "./tables.ts";
import { BLOCK, BOLD, BREAK, CELL, FACTS, FIELD, HEADING, knownKind, MEDIUM, UNSEEN, type TagKind } from "./tags.ts";

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
const LONGEST_LINE = 20_000;
const BLANKS = /[ \t\r\n\f\u200B\uFEFF]+/g;
const UNEVEN = /[\t\r\n\f\u200B\uFEFF]| {2}/;
const NO_SEAMS: readonly number[] = [];
const HEAD: TagKind = knownKind("head");
const BODY: Tag = { name: "body", attribs: {}, parent: null, shape: null };

/** One open element: what to put back where it ends. Frames are used again by the next element of their depth. */
class Frame {
  kind: TagKind = HEAD;
  isBlock = false;
  isLink = false;
  /** A film's name whose file a child may name by its `src`, or null. */
  film: string | null = null;
  /** An id that names a field, or null. */
  id: string | null = null;
  /** Where its text begins in the line, and its first line. */
  from = 0;
  fromLine = 0;
  box: Box | null = null;
  item: Tag | null = null;
  cell: Tag | null = null;
  heading = 0;
}

/** Makes lines and boxes of what `readMarkup` tells. */
export class LineBuilder implements MarkupListener {
  readonly #lines: Line[] = [];
  readonly #boxes: Box[] = [];
  readonly #head = new HeadReader();
  readonly #hints = new HintReader();
  readonly #named = new Map<string, string>();
  readonly #frames: Frame[] = [];
  #depth = 0;
  /** Open elements from the outermost unseen one on; 0: what comes is seen. */
  #unseen = 0;
  /** Text of the title or script that is open, or null. */
  #captured: string | null = null;
  #box: Box | null = null;
  #text = "";
  /** A blank that stands between the text so far and whatever comes next. */
  #owesBlank = false;
  #linkLength = 0;
  #links = 0;
  #boldLength = 0;
  #seams: number[] | null = null;
  #linkDepth = 0;
  #boldDepth = 0;
  #heading = 0;
  #quoteDepth = 0;
  #item: Tag | null = null;
  #cell: Tag | null = null;

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

  open(kind: TagKind, attributes: Attributes): void {
    if (this.#unseen > 0) {
      this.#unseen++;
      return;
    }
    const { traits } = kind;
    if (this.#depth > 0 && this.#top?.film !== null) this.#addSource(attributes);
    if ((traits & (FACTS | UNSEEN | BREAK)) !== 0) {
      if ((traits & FACTS) !== 0) {
        this.#head.open(kind.name, attributes);
        if (kind.name === "title" || kind.name === "script") this.#captured = "";
      }
      if ((traits & BREAK) !== 0) this.#flush();
      if (kind === HEAD) {
        this.#push(kind);
        return;
      }
      if ((traits & (BLOCK | FIELD)) === 0) {
        this.#unseen = 1;
        return;
      }
    }
    const medium = (traits & MEDIUM) === 0 ? null : mediumOf(kind.name, attributes);
    if (medium !== null) this.#addMedium(medium);
    const isBlock = (traits & BLOCK) !== 0 || this.#box === null;
    const fromLine = this.#lines.length;
    const from = isBlock ? 0 : this.#length;
    const frame = this.#push(kind);
    frame.isBlock = isBlock;
    frame.fromLine = fromLine;
    frame.from = from;
    if (medium === null && (traits & MEDIUM) !== 0 && wantsSource(kind.name, attributes))
      frame.film = attributes.get("title") ?? "";
    if (attributes.count > 0) {
      const id = attributes.get("id");
      if (id !== undefined && NAMED_IDS.has(id)) frame.id = id;
    }
    if (isBlock) this.#openBlock(kind, attributes, frame);
    else this.#openInline(kind, attributes, frame);
  }

  close(kind: TagKind): void {
    if (this.#unseen > 0) {
      if (--this.#unseen === 0 && this.#captured !== null) {
        this.#head.close(kind.name, this.#captured);
        this.#captured = null;
      }
      return;
    }
    const frame = this.#frames[--this.#depth];
    if (frame === undefined || kind === HEAD) return;
    if (frame.isBlock) this.#closeBlock(frame);
    else this.#closeInline(frame);
    if (frame.id !== null) {
      this.#name(frame.id, frame.isBlock ? (this.#lines[frame.fromLine]?.text ?? "") : this.#text.slice(frame.from));
    }
  }

  blank(): void {
    if (this.#unseen === 0 && this.#text !== "" && this.#top?.kind !== HEAD) this.#owesBlank = true;
  }

  text(data: string): void {
    if (this.#unseen > 0) {
      if (this.#unseen === 1 && this.#captured !== null) this.#captured += data;
      return;
    }
    // Most texts have their blanks at their ends, as indents, and none to even out inside.
    let from = 0;
    let to = data.length;
    while (from < to && isSpace(data.charCodeAt(from))) from++;
    if (from === to) {
      this.blank();
      return;
    }
    if (this.#top?.kind === HEAD) return;
    while (isSpace(data.charCodeAt(to - 1))) to--;
    const inside = data.slice(from, to);
    const even = UNEVEN.test(inside) ? inside.replaceAll(BLANKS, " ") : inside;
    const isLed = from > 0 && this.#text !== "" && !this.#owesBlank;
    if (this.#box === null) this.#openImplied();
    this.#text += isLed || this.#owesBlank ? ` ${even}` : even;
    this.#owesBlank = to < data.length;
    const length = even.length + (isLed ? 1 : 0) + (this.#owesBlank ? 1 : 0);
    if (this.#linkDepth > 0) this.#linkLength += length;
    if (this.#boldDepth > 0) this.#boldLength += length;
  }

  comment(data: string): void {
    if (this.#unseen === 0) this.#head.readComment(data);
  }

  /** Of the line so far, with the blank that is due. */
  get #length(): number {
    return this.#text.length + (this.#owesBlank ? 1 : 0);
  }

  get #top(): Frame | undefined {
    return this.#depth === 0 ? undefined : this.#frames[this.#depth - 1];
  }

  #push(kind: TagKind): Frame {
    let frame = this.#frames[this.#depth];
    if (frame === undefined) {
      frame = new Frame();
      this.#frames.push(frame);
    }
    this.#depth++;
    frame.kind = kind;
    frame.id = null;
    frame.film = null;
    return frame;
  }

  #name(id: string, text: string): void {
    const value = text.trim();
    if (value !== "" && value.length <= LONGEST_NAMED && !this.#named.has(id)) this.#named.set(id, value);
  }

  #openBlock({ name, traits }: TagKind, attributes: Attributes, frame: Frame): void {
    this.#flush();
    // A fragment: what stands side by side without `<html>` is one page too.
    if (this.#boxes.length === 0 && name !== "html" && name !== "body") this.#openImplied();
    const parent = this.#box;
    frame.box = parent;
    frame.item = this.#item;
    frame.cell = this.#cell;
    frame.heading = this.#heading;
    const element = openTag(name, attributes.toRecord(), parent?.element ?? null);
    const at = this.#lines.length;
    this.#box = {
      element,
      parent,
      depth: parent === null ? 0 : parent.depth + 1,
      hint: this.#hints.read(element),
      from: at,
      to: at,
    };
    this.#boxes.push(this.#box);
    if ((traits & HEADING) !== 0) this.#heading = Number(name[1]);
    else if ((traits & CELL) !== 0) {
      this.#cell = element;
      this.#item = null;
    } else if (name === "li") this.#item = element;
    else if (name === "blockquote") this.#quoteDepth++;
  }

  #closeBlock(frame: Frame): void {
    this.#flush();
    if (frame.kind.name === "blockquote") this.#quoteDepth--;
    if (this.#box !== null) this.#box.to = this.#lines.length;
    this.#box = frame.box;
    this.#item = frame.item;
    this.#cell = frame.cell;
    this.#heading = frame.heading;
  }

  #openInline({ name, traits }: TagKind, attributes: Attributes, frame: Frame): void {
    if ((traits & FIELD) !== 0) this.#addSeam();
    frame.isLink = name === "a" && attributes.getRaw("href") !== undefined;
    if (frame.isLink) {
      this.#links++;
      this.#linkDepth++;
    }
    if ((traits & BOLD) !== 0) this.#boldDepth++;
  }

  #closeInline({ kind: { traits }, isLink }: Frame): void {
    if ((traits & BOLD) !== 0) this.#boldDepth--;
    if (isLink) this.#linkDepth--;
    if ((traits & FIELD) !== 0) this.#addSeam();
  }

  #addSeam(): void {
    if (this.#text !== "") (this.#seams ??= []).push(this.#length);
  }

  /** Text before any element, as in a fragment without `<html>`. */
  #openImplied(): void {
    this.#box = { element: BODY, parent: null, depth: 0, hint: null, from: 0, to: Number.MAX_SAFE_INTEGER };
    this.#boxes.push(this.#box);
  }

  /** A film names its file in a child: `<video><source src>`. */
  #addSource(attributes: Attributes): void {
    const frame = this.#top;
    const src = attributes.get("src") ?? "";
    if (frame === undefined || frame.film === null || src === "") return;
    const medium = filmOf(src, frame.film, frame.kind.name === "video");
    frame.film = null;
    if (medium !== null) this.#addMedium(medium);
  }

  #addMedium(medium: Medium): void {
    this.#flush();
    this.#addLine("", medium);
  }

  #flush(): void {
    if (this.#text !== "") {
      const text = this.#text.trim();
      if (text.length > LONGEST_LINE) this.#addPieces(text);
      else if (text !== "") this.#addLine(text, null);
      this.#text = "";
      this.#owesBlank = false;
    }
    this.#linkLength = 0;
    this.#links = 0;
    this.#boldLength = 0;
    this.#seams = null;
  }

  /** A paragraph beyond any news: cut behind sentences, so that whatever looks at lines has a bound. */
  #addPieces(text: string): void {
    let rest = text;
    while (rest.length > LONGEST_LINE) {
      const stop = rest.slice(0, LONGEST_LINE).lastIndexOf("。");
      const to = stop > LONGEST_LINE / 2 ? stop + 1 : LONGEST_LINE;
      this.#addLine(rest.slice(0, to), null);
      rest = rest.slice(to);
    }
    this.#addLine(rest, null);
  }

  #addLine(text: string, medium: Medium | null): void {
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

/** A blank of the markup, or a character without width. */
function isSpace(code: number): boolean {
  return isBlank(code) || code === 0x200b || code === 0xfeff;
}
