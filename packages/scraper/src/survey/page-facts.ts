import { loadDom } from "@caibian/page";
import { isTag, isText, type ChildNode, type Element, type ParentNode } from "domhandler";

/** A link by its text. */
export interface NamedLink {
  readonly url: string;
  readonly name: string;
}

/** What a page says of itself and of its site, beside its links. */
export interface PageFacts {
  /** Text of `<title>`, spaces collapsed, or "". */
  readonly title: string;
  /** `<meta>` by name or property in lower case, the first that is not empty. */
  readonly metas: ReadonlyMap<string, string>;
  /** Feeds that the head names. */
  readonly feeds: readonly NamedLink[];
  /** Links of the trail (当前位置) from the home page down. */
  readonly trail: readonly NamedLink[];
  /** Letters and digits that a reader sees. */
  readonly visibleLength: number;
  /** Text of the scripts that stand in the page. */
  readonly scripts: readonly string[];
  /** Absolute URLs of the others. */
  readonly scriptUrls: readonly string[];
}

const TRAIL_NAME =
  /(?:^|[\s_-])(?:crumbs?|breadcrumbs?|location|weizhi|position|dqwz|wz|path|place|curmb|bread|nowpath)(?:$|[\s_-])|crumb/i;
const TRAIL_WORDS = /(?:当前|所在|现在)的?(?:位置|栏目)|您的位置|^位置[:：]/;
/** A trail is short; a box with more text only contains one. */
const LONGEST_TRAIL = 200;
const MOST_SCRIPT = 400_000;
const MOST_LINKS = 50;
const MOST_NODES = 400;

interface Found {
  title: string;
  readonly metas: Map<string, string>;
  readonly feeds: NamedLink[];
  trail: NamedLink[];
  visibleLength: number;
  readonly scripts: string[];
  readonly scriptUrls: string[];
}

/** Reads a page's facts in one walk over its tree; empty facts for what is no HTML. Never throws. */
export function readPageFacts(html: string, url: string): PageFacts {
  const found: Found = {
    title: "",
    metas: new Map(),
    feeds: [],
    trail: [],
    visibleLength: 0,
    scripts: [],
    scriptUrls: [],
  };
  const tree = loadDom(html);
  if (tree.ok) readBelow(tree.root, url, found);
  return found;
}

function readBelow(node: ParentNode, url: string, found: Found): void {
  for (const child of node.children) {
    if (isText(child)) found.visibleLength += child.data.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    else if (isTag(child) && !readSpecial(child, url, found)) {
      if (found.trail.length === 0 && isTrail(child)) found.trail = linksOf(child, url);
      readBelow(child, url, found);
    }
  }
}

/** True for an element whose text nobody sees. */
function readSpecial(element: Element, url: string, found: Found): boolean {
  const { attribs } = element;
  switch (element.name) {
    case "title":
      if (found.title === "") found.title = textOf(element, 300);
      return true;
    case "meta": {
      const name = (attribs["name"] ?? attribs["property"] ?? "").toLowerCase();
      const content = (attribs["content"] ?? "").trim();
      if (name !== "" && content !== "" && !found.metas.has(name)) found.metas.set(name, content.slice(0, 300));
      return true;
    }
    case "link":
      if (/\balternate\b/i.test(attribs["rel"] ?? "") && /rss|atom|feed\+json/i.test(attribs["type"] ?? ""))
        addLink(found.feeds, attribs["href"], attribs["title"] ?? "", url);
      return true;
    case "script":
      readScript(element, url, found);
      return true;
    case "style":
    case "noscript":
    case "template":
      return true;
    default:
      return false;
  }
}

function readScript(element: Element, url: string, found: Found): void {
  const src = element.attribs["src"];
  if (src !== undefined) {
    if (found.scriptUrls.length < MOST_LINKS && URL.canParse(src, url)) found.scriptUrls.push(new URL(src, url).href);
    return;
  }
  found.scripts.push(
    element.children
      .map((child) => (isText(child) ? child.data : ""))
      .join("")
      .slice(0, MOST_SCRIPT),
  );
}

/** A short box whose name or first words say that it is the trail, and that holds a link. */
function isTrail(element: Element): boolean {
  if (element.name === "body" || element.name === "html") return false;
  const text = textOf(element, LONGEST_TRAIL + 1);
  if (text === "" || text.length > LONGEST_TRAIL) return false;
  const names = `${element.attribs["class"] ?? ""} ${element.attribs["id"] ?? ""}`;
  return (
    (TRAIL_NAME.test(names) || TRAIL_WORDS.test(text.slice(0, 20))) && linksOf(element, "http://a.invalid/").length > 0
  );
}

function linksOf(root: Element, url: string): NamedLink[] {
  const links: NamedLink[] = [];
  for (const node of below(root))
    if (isTag(node) && node.name === "a") addLink(links, node.attribs["href"], textOf(node, 60), url);
  return links;
}

function addLink(links: NamedLink[], href: string | undefined, name: string, base: string): void {
  if (href === undefined || links.length >= MOST_LINKS || !URL.canParse(href.trim(), base)) return;
  const url = new URL(href.trim(), base);
  url.hash = "";
  if (/^https?:$/.test(url.protocol)) links.push({ url: url.href, name: name.trim() });
}

function textOf(root: ParentNode, most: number): string {
  let text = "";
  for (const node of below(root)) {
    if (text.length > most * 2) break;
    if (isText(node)) text += node.data;
  }
  return text
    .replaceAll(/[\s\u3000]+/g, " ")
    .trim()
    .slice(0, most);
}

/** Nodes of a box in page order, bounded: what is asked of each box must not cost the whole page. */
function* below(root: ParentNode): Generator<ChildNode> {
  let node = root.firstChild;
  for (let seen = 0; node !== null && seen < MOST_NODES; seen++) {
    yield node;
    const isRaw = isTag(node) && (node.name === "script" || node.name === "style");
    let next: ChildNode | null = isTag(node) && !isRaw ? node.firstChild : null;
    let at: ChildNode | ParentNode | null = node;
    while (next === null && at !== null && at !== root) [next, at] = [at.next, at.parent];
    node = next;
  }
}
