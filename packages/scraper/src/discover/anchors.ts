import { isTag, isText, type AnyNode, type Element, type ParentNode } from "domhandler";

/** A link of a list page with what stands around it. */
export interface Anchor {
  readonly element: Element;
  readonly href: string;
  /** Its visible text, spaces collapsed. */
  readonly text: string;
  /** Its `title`, else the `alt` of its picture, or "". */
  readonly title: string;
  /** Text of the list item that it is the only link of, without its own text. */
  readonly around: string;
  /** Where it stands: in a header, footer, menu or trail; in a box of hot or related stories; in the list. */
  readonly place: "chrome" | "aside" | "list";
  readonly isRelNext: boolean;
}

/** What one walk over the tree finds. */
export interface WalkedPage {
  readonly anchors: readonly Anchor[];
  /** Scripts and other raw text that may hold a pager or the list itself. */
  readonly scripts: readonly { readonly type: string; readonly text: string }[];
  readonly baseHref: string | null;
  /** Target of `<meta http-equiv=refresh>`. */
  readonly refresh: string | null;
}

const CHROME_TAG = new Set(["header", "footer", "nav"]);
const CHROME_NAME =
  /(?:^|[\s_-])(?:nav|navbar|menu|header|head|top|footer|foot|copyright|crumbs?|breadcrumb|friend|flink|links|location|weizhi|position|login)(?:$|[\s_-])/i;
const ASIDE_NAME = /hot|rank|recommend|tuijian|related|paihang|phb|sidebar|^aside$/i;
const ASIDE_HEADING =
  /^(?:热门|热点|热文|点击|阅读|本周|本月|一周|推荐|相关|猜你|图文|编辑)(?:新闻|文章|排行|推荐|阅读|点击|热点|资讯|喜欢|精选|榜)/;
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

/** Walks the tree once, without recursion into more than the guarded depth. */
export function walkPage(root: ParentNode): WalkedPage {
  const scripts: { type: string; text: string }[] = [];
  const found: { element: Element; place: Anchor["place"] }[] = [];
  const links = new Map<Element, Links>();
  let baseHref: string | null = null;
  let refresh: string | null = null;

  const visit = (node: ParentNode, outer: Anchor["place"]): Links => {
    let held = NO_LINKS;
    let place = outer;
    for (const child of node.children) {
      if (!isTag(child)) continue;
      const { name, attribs } = child;
      if (name === "script") {
        scripts.push({ type: attribs["type"] ?? "", text: rawText(child) });
        continue;
      }
      if (name === "style") continue;
      if (name === "base") baseHref ??= attribs["href"] ?? null;
      if (name === "meta" && /^refresh$/i.test(attribs["http-equiv"] ?? ""))
        refresh ??= refreshTarget(attribs["content"]);
      if (place === "list" && isHeading(child) && ASIDE_HEADING.test(visibleText(child, 40))) place = "aside";
      const own = name === "a" || name === "area" ? (attribs["href"]?.trim() ?? null) : null;
      if (own !== null) found.push({ element: child, place: placeOf(child, place) });
      const inner = visit(child, placeOf(child, place));
      const isTitle = own !== null && visibleText(child, 20).length > LABEL_LENGTH;
      const box: Links = { all: join(own, inner.all), titles: join(isTitle ? own : null, inner.titles) };
      links.set(child, box);
      held = { all: join(held.all, box.all), titles: join(held.titles, box.titles) };
    }
    return held;
  };
  visit(root, "list");

  return { anchors: found.map(({ element, place }) => toAnchor(element, place, links)), scripts, baseHref, refresh };
}

function join(a: Held, b: Held): Held {
  if (a === null) return b;
  return b === null || a === b ? a : MANY;
}

function placeOf({ name, attribs }: Element, outer: Anchor["place"]): Anchor["place"] {
  if (outer !== "list") return outer;
  if (CHROME_TAG.has(name)) return "chrome";
  // The outermost boxes are named after the layout (`<body class="top">`), not after what they hold.
  if (name === "body" || name === "html" || name === "a" || name === "li") return outer;
  const names = `${attribs["class"] ?? ""} ${attribs["id"] ?? ""}`;
  if (names.length < 2) return name === "aside" ? "aside" : outer;
  if (CHROME_NAME.test(names)) return "chrome";
  return name === "aside" || ASIDE_NAME.test(names) ? "aside" : outer;
}

function isHeading({ name, attribs }: Element): boolean {
  return /^h[1-6]$/.test(name) || /title|tit\b|hd\b|head/i.test(attribs["class"] ?? "");
}

function toAnchor(element: Element, place: Anchor["place"], links: ReadonlyMap<Element, Links>): Anchor {
  const { attribs } = element;
  return {
    element,
    href: attribs["href"]?.trim() ?? "",
    text: visibleText(element, 400),
    title: (attribs["title"] ?? pictureAlt(element) ?? "").replaceAll(/\s+/g, " ").trim(),
    around: textAround(element, links),
    place,
    isRelNext: /\bnext\b/i.test(attribs["rel"] ?? ""),
  };
}

/** Text of the largest box that holds this link alone; beside a link in a flat list, its neighbours. */
function textAround(anchor: Element, links: ReadonlyMap<Element, Links>): string {
  let item: Element = anchor;
  for (let up = 0; up < 6; up++) {
    const { parent } = item;
    if (parent === null || !isTag(parent) || parent.name === "body" || !isItemOf(anchor, links.get(parent))) break;
    item = parent;
  }
  const inside = item === anchor ? "" : visibleText(item, 600, anchor);
  if (/\d/.test(inside)) return inside;
  const after = neighbours(item, "next", links);
  return `${inside} ${/\d/.test(after) ? after : neighbours(item, "prev", links)}`.trim();
}

/** True when the box holds this link alone, or as its only title. */
function isItemOf(anchor: Element, box: Links | undefined): boolean {
  return box !== undefined && (box.all !== MANY || box.titles === anchor.attribs["href"]?.trim());
}

function neighbours(item: Element, side: "next" | "prev", links: ReadonlyMap<Element, Links>): string {
  const texts: string[] = [];
  let at: AnyNode | null = item[side];
  for (let n = 0; at !== null && n < 4; n++, at = at[side]) {
    if (isTag(at) && (links.get(at)?.all ?? null) !== null) break;
    texts.push(isText(at) ? at.data : isTag(at) ? visibleText(at, 60) : "");
    if (isTag(at) && at.name === "br") break;
  }
  return texts.join(" ").replaceAll(/\s+/g, " ").trim().slice(0, 120);
}

function visibleText(root: ParentNode, most: number, except: Element | null = null): string {
  let text = "";
  const gather = (node: ParentNode): void => {
    for (const child of node.children) {
      if (text.length > most * 2) return;
      if (isText(child)) text += child.data;
      else if (isTag(child) && child !== except && child.name !== "script" && child.name !== "style") {
        if (child.name !== "font" && child.name !== "em") text += " ";
        gather(child);
      }
    }
  };
  gather(root);
  return text
    .replaceAll(/[\s\u3000\u200b\ufeff]+/g, " ")
    .trim()
    .slice(0, most);
}

function rawText(element: Element): string {
  return element.children.map((child) => (isText(child) ? child.data : "")).join("");
}

function pictureAlt(anchor: Element): string | undefined {
  const picture = anchor.children.find((child): child is Element => isTag(child) && child.name === "img");
  return picture?.attribs["alt"];
}

function refreshTarget(content: string | undefined): string | null {
  return /^\s*(?:[\d.]+\s*)?[;,]\s*url\s*=\s*["']?([^"'\s]+)/i.exec(content ?? "")?.[1] ?? null;
}
