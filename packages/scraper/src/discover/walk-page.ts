import { isTag, isText, type AnyNode, type Element, type ParentNode } from "domhandler";

import { believable } from "./chrome-box.ts";
import { collapse, headingIn, pictureAlt, rawText, visibleText } from "./node-text.ts";
import { asideOf, NOWHERE, placeOf, type Place } from "./place.ts";
import { CallBook, readCall, readItemLink, readScriptLink } from "./script-link.ts";
import { trailOf } from "./trail.ts";

/** A link of a list page with what stands around it. */
export interface Anchor {
  readonly element: Element;
  readonly href: string;
  /** Its visible text, spaces collapsed. */
  readonly text: string;
  /** Text of its heading or title element, where it holds more than the title, else "". */
  readonly heading: string;
  /** Its `title`, else the `alt` of its picture, or "". */
  readonly title: string;
  /** Text of the list item that it is the only link of, without its own text. */
  readonly around: string;
  readonly place: Place;
  /** Tags and classes that lead to it, nearest first. */
  readonly trail: string;
  readonly isRelNext: boolean;
}

/** One choice of a `<select>` that leads to pages. */
export interface PageOption {
  readonly value: string;
  readonly text: string;
  readonly isSelected: boolean;
}

/** An element that names a list API and its query (jpaas). */
export interface ListQuery {
  readonly api: string;
  readonly query: string;
}

/** What one walk over the tree finds. */
export interface WalkedPage {
  readonly anchors: readonly Anchor[];
  /** Scripts and other raw text that may hold a pager or the list itself. */
  readonly scripts: readonly PageScript[];
  readonly options: readonly PageOption[];
  readonly queries: readonly ListQuery[];
  readonly baseHref: string | null;
  /** Target of `<meta http-equiv=refresh>`. */
  readonly refresh: string | null;
  /** `<link rel=next>`. */
  readonly linkedNext: string | null;
}

/** A script, or other raw text of the page. */
export interface PageScript {
  readonly type: string;
  readonly text: string;
}

const MANY = Symbol("many links");
type Held = string | null | typeof MANY;

/** What links a box holds. */
interface Links {
  readonly all: Held;
  /** Only those that may be a title: `[社会]` before the title does not make another item. */
  readonly titles: Held;
}

const NO_LINKS: Links = { all: null, titles: null };
/** Longer texts may be titles. */
const LABEL_LENGTH = 6;
const MOST_OPTIONS = 2000;
/** Links of one page that are looked at: twice the Leads that a list may have. */
const MOST_LINKS = 10_000;

interface Found {
  readonly element: Element;
  readonly href: string;
  readonly place: Place;
}

/** Walks the tree once. The tree's depth is bounded by who built it. */
export function walkPage(root: ParentNode): WalkedPage {
  const walk = new Walk();
  walk.visit(root, NOWHERE);
  const { scripts, options, queries, baseHref, refresh, linkedNext } = walk;
  const calls = new CallBook(scripts.map(({ text }) => text));
  const found = walk.found.map((link) => ({ ...link, href: opened(link.href, calls) }));
  const anchors = believable(found.map((link) => toAnchor(link, walk.links)));
  return { anchors, scripts, options, queries, baseHref, refresh, linkedNext };
}

class Walk {
  readonly scripts: PageScript[] = [];
  readonly options: PageOption[] = [];
  readonly queries: ListQuery[] = [];
  readonly found: Found[] = [];
  readonly links = new Map<Element, Links>();
  baseHref: string | null = null;
  refresh: string | null = null;
  linkedNext: string | null = null;

  visit(node: ParentNode, outer: Place): Links {
    let held = NO_LINKS;
    let place = outer;
    for (const child of node.children) {
      if (!isTag(child)) continue;
      if (this.#isRead(child)) continue;
      if (!place.aside && asideOf(child)) place = { ...place, aside: true };
      const inside = placeOf(child, place);
      const at = this.found.length;
      const href = hrefOf(child);
      const inner = this.visit(child, inside);
      const item = href === null && inner.all === null ? readItemLink(child.name, child.attribs) : null;
      const own = href ?? item;
      if (own !== null && this.found.length < MOST_LINKS)
        this.found.splice(at, 0, { element: child, href: own, place: inside });
      const isTitle = own !== null && visibleText(child, 20).length > LABEL_LENGTH;
      const box: Links = { all: join(own, inner.all), titles: join(isTitle ? own : null, inner.titles) };
      this.links.set(child, box);
      held = { all: join(held.all, box.all), titles: join(held.titles, box.titles) };
    }
    return held;
  }

  /** True for what holds no links: it is read here. */
  #isRead(child: Element): boolean {
    const { name, attribs } = child;
    const { querydata, url } = attribs;
    if (querydata !== undefined && url !== undefined) this.queries.push({ api: url, query: querydata });
    switch (name) {
      case "script":
        this.scripts.push({ type: attribs["type"] ?? "", text: rawText(child) });
        return true;
      case "style":
        return true;
      case "option":
        if (this.options.length < MOST_OPTIONS)
          this.options.push({
            value: attribs["value"]?.trim() ?? "",
            text: visibleText(child, 40),
            isSelected: "selected" in attribs,
          });
        return true;
      case "base":
        this.baseHref ??= attribs["href"] ?? null;
        return true;
      case "link":
        if (/^next$/i.test(attribs["rel"] ?? "")) this.linkedNext ??= attribs["href"] ?? null;
        return true;
      case "meta":
        if (/^refresh$/i.test(attribs["http-equiv"] ?? "")) this.refresh ??= refreshTarget(attribs["content"]);
        return true;
      default:
        return false;
    }
  }
}

/** The address of an anchor; where its `href` only runs a script, the address that the script opens. */
function hrefOf({ name, attribs }: Element): string | null {
  if (name !== "a" && name !== "area") return null;
  const href = attribs["href"]?.trim();
  if (href !== undefined && href !== "" && !/^(?:javascript:|#)/i.test(href)) return href;
  const item = readScriptLink(href) ?? readItemLink(name, attribs);
  if (item !== null) return item;
  // `<a href="#" onclick="goPage(2)">`
  const { onclick } = attribs;
  return onclick !== undefined && readCall(onclick) !== null ? `javascript:${onclick}` : (href ?? null);
}

/** A link that calls a function leads where the function goes. */
function opened(href: string, calls: CallBook): string {
  const call = /^javascript:/i.test(href) ? readCall(href) : null;
  return (call === null ? null : calls.resolve(call)) ?? href;
}

function join(a: Held, b: Held): Held {
  if (a === null) return b;
  return b === null || a === b ? a : MANY;
}

function toAnchor({ element, href, place }: Found, links: ReadonlyMap<Element, Links>): Anchor {
  const { attribs } = element;
  const text = element.name === "input" ? collapse(attribs["value"] ?? "").slice(0, 400) : visibleText(element, 400);
  return {
    element,
    href,
    text,
    heading: text === "" || element.children.length < 2 ? "" : headingIn(element),
    title: collapse((attribs["title"] ?? pictureAlt(element) ?? "").slice(0, 800)).slice(0, 400),
    around: textAround(element, href, links),
    place,
    trail: trailOf(element),
    isRelNext: /\bnext\b/i.test(attribs["rel"] ?? ""),
  };
}

/** Text of the largest box that holds this link alone; beside a link in a flat list, its neighbours. */
function textAround(anchor: Element, href: string, links: ReadonlyMap<Element, Links>): string {
  let item: Element = anchor;
  for (let up = 0; up < 6; up++) {
    const { parent } = item;
    if (parent === null || !isTag(parent) || parent.name === "body" || !isItemOf(href, links.get(parent))) break;
    item = parent;
  }
  const inside = item === anchor ? "" : visibleText(item, 600, anchor);
  if (/\d/.test(inside)) return inside;
  const after = neighbours(item, "next", links);
  return `${inside} ${/\d/.test(after) ? after : neighbours(item, "prev", links)}`.trim();
}

/** True when the box holds this link alone, or as its only title. */
function isItemOf(href: string, box: Links | undefined): boolean {
  return box !== undefined && (box.all !== MANY || box.titles === href);
}

function neighbours(item: Element, side: "next" | "prev", links: ReadonlyMap<Element, Links>): string {
  const texts: string[] = [];
  let at: AnyNode | null = item[side];
  for (let n = 0; at !== null && n < 4; n++, at = at[side]) {
    if (isTag(at) && (links.get(at)?.all ?? null) !== null) break;
    texts.push(isText(at) ? at.data : isTag(at) ? visibleText(at, 60) : "");
    if (isTag(at) && at.name === "br") break;
  }
  return collapse(texts.join(" ")).slice(0, 120);
}

function refreshTarget(content: string | undefined): string | null {
  return /^\s*(?:[\d.]+\s*)?[;,]\s*url\s*=\s*["']?([^"'\s]+)/i.exec(content ?? "")?.[1] ?? null;
}
