import { isTag, isText, type Element, type ParentNode } from "domhandler";

/** Parts of a page that are the same on every page of a site. */
export type Chrome = "menu" | "trail" | "footer" | "pager";

/** Where a link stands, as the names of the boxes around it say. */
export interface Place {
  /** Null between those parts. */
  readonly chrome: Chrome | null;
  /** The box whose name says so. */
  readonly box: Element | null;
  /** In a box of hot, recommended or related stories. */
  readonly aside: boolean;
}

const MENU =
  /(?:^|[\s_-])(?:nav|navs|navbar|navi|navmenu|mainnav|topnav|subnav|menu|menus|mainmenu|submenu|channels?|toolbar|topbar|toplinks?|login)(?:$|[\s_-])/i;
const TRAIL = /(?:^|[\s_-])(?:crumbs?|breadcrumbs?|location|position|weizhi|dqwz|wz|place|curpos|path)(?:$|[\s_-])/i;
const FOOTER =
  /(?:^|[\s_-])(?:footer|foot|bottom|copyright|banquan|friend\w*|flinks?|yqlj|youlian|links|share|bdsharebuttonbox)(?:$|[\s_-])/i;
const PAGER = /(?:^|[\s_-])(?:pager?|pages|paging|pagination|pagelist|pagebar|epages|fanye|fenye)(?:$|[\s_-])/i;
const ASIDE =
  /(?:^|[\s_-])(?:hot|rank|ranking|recommend|tuijian|related|paihang|phb|sidebar|aside|xgxw|widget|remen)(?:$|[\s_-])/i;
const ASIDE_HEADING =
  /^(?:热门|热点|热文|点击|阅读|本周|本月|一周|推荐|相关|猜你|近期|最新|图文|编辑)(?:新闻|文章|内容|排行|推荐|阅读|点击|热点|资讯|喜欢|精选|榜)/;
/** Boxes that hold so much of the page say nothing of one link. */
const OUTERMOST = new Set(["html", "body", "form", "a", "li", "main"]);

/** Outside of all boxes that have a telling name. */
export const NOWHERE: Place = { chrome: null, box: null, aside: false };

/** The place inside an element. */
export function placeOf(element: Element, outer: Place): Place {
  const { name, attribs } = element;
  if (OUTERMOST.has(name)) return outer;
  const names = `${attribs["class"] ?? ""} ${attribs["id"] ?? ""}`;
  const aside = outer.aside || name === "aside" || (names.length > 2 && ASIDE.test(names));
  if (outer.chrome !== null) return aside === outer.aside ? outer : { ...outer, aside };
  const chrome = chromeOf(name, names);
  return aside === outer.aside && chrome === null ? outer : { chrome, box: chrome === null ? null : element, aside };
}

function chromeOf(tag: string, names: string): Chrome | null {
  if (tag === "nav") return PAGER.test(names) ? "pager" : "menu";
  if (tag === "footer") return "footer";
  if (names.length < 2) return null;
  if (PAGER.test(names)) return "pager";
  if (TRAIL.test(names)) return "trail";
  if (FOOTER.test(names)) return "footer";
  return MENU.test(names) ? "menu" : null;
}

/** True for the heading of a box of hot or related stories: what follows it is one. */
export function asideOf(element: Element): boolean {
  if (!/^h[1-6]$/.test(element.name) && !/title|tit\b|hd\b|head/i.test(element.attribs["class"] ?? "")) return false;
  return ASIDE_HEADING.test(startOf(element));
}

/** Nodes that are looked at for the text of a heading. */
const MOST_NODES = 100;

/** The first characters of an element's text. */
function startOf(root: ParentNode): string {
  let nodes = MOST_NODES;
  const find = (node: ParentNode): string => {
    for (const child of node.children) {
      if (nodes-- <= 0) return "";
      const text = isText(child) ? child.data.trim() : isTag(child) ? find(child) : "";
      if (text !== "") return text.slice(0, 40);
    }
    return "";
  };
  return find(root);
}
