import type { BoxHint, Tag } from "../read/lines.ts";

/**
 * Ids and classes that CMSs and portals give to the body and to nothing else (DOMAIN 3.3, 3.4). Whole names.
 * They only choose among boxes that hold the prose anyway.
 */
const BODY_NAMES: ReadonlySet<string> = new Set(
  // TRS, hanweb, jpaas, UCAP, gkmlpt, vsb, Founder
  (
    "trs_editor trs_ueditor trs_editor_view trs_paper_default zoom zoomcon wzzw-article ucap-content ucapcontent " +
    "vsb_content v_news_content ozoom founder-content article-content articlecontent article_content article-body " +
    "articlebody article_body main-txt pages_content con_con " +
    // portals and platforms
    "rwb_zw p-detail artibody endtext post_text post_body cnt-main-article-qq content-article rich_media_content " +
    "js_content news_txt left_zw main_content mp-editor entry-content single-content post-content news-content " +
    "newscontent news_content detail-content detail_content content-text text_content article-text art-content " +
    "contentbox story-body article__body articletext newstext news_text conttxt cont_txt bodytext"
  ).split(" "),
);

const BODY_PROPERTY = "articlebody";
// For names in lower case. Stems that mean the same wherever they stand in a name, camel case included.
const ASIDE_STEMS =
  /footer|sidebar|side-bar|relat(?:ed|ion|e_)|recommend|breadcrumb|copyright|bdshare|jiathis|pagination|tuijian|xiangguan|banquan|friendlink|hot-?news|hotrank|qrcode|erweima|disclaimer|mianze|prev-?next|prenext|toolbar|login/;
const ASIDE_WORDS =
  /(?:^|[\s_-])(?:nav|navbar|menu|foot|hot|rank|ranking|ads?|advert|gg|tools?|search|tags?|pager|pages?|links?|share|crumbs?|bottom|top-bar|topbar|right|sider?|aside|position|weizhi|dangqian|ewm|popup|modal|dialog|subscribe|newsletter|promo|widget|banner)(?:$|[\s_\d-])/;
const COMMENT_STEMS = /comment|pinglun|disqus|gentie|(?:^|[\s_-])(?:reply|replies|discuss|review)(?:$|[\s_-])/;
const BODY_STEMS = /article|content|story|detail|post|entry|main|text|editor/;
const BLANK = /\s/;
const LONGEST_NAMES = 300;
const ASIDE_TAGS: ReadonlySet<string> = new Set(["nav", "aside", "footer", "dialog", "menu"]);

/** What the tag and the class and id names of an element say of it; the names of a page are read once each. */
export class HintReader {
  /** By class names, then by id. */
  readonly #known = new Map<string, Map<string, BoxHint>>();

  read({ name, attribs }: Tag): BoxHint {
    if (ASIDE_TAGS.has(name)) return "aside";
    if (name === "body" || name === "html") return null;
    if (attribs["itemprop"]?.toLowerCase() === BODY_PROPERTY || name === "ucapcontent" || name === "founder-content")
      return "body";
    const { id = "", class: classes = "" } = attribs;
    const hint = id === "" && classes === "" ? null : this.#ofNames(id, classes);
    return hint ?? (isHidden(attribs) ? "aside" : null);
  }

  #ofNames(id: string, classes: string): BoxHint {
    let byId = this.#known.get(classes);
    if (byId === undefined) {
      byId = new Map();
      this.#known.set(classes, byId);
    }
    let hint = byId.get(id);
    if (hint === undefined) {
      const names = id === "" ? classes : `${classes} ${id}`;
      hint = hintOfNames(id.toLowerCase(), classes.toLowerCase(), names.slice(0, LONGEST_NAMES).toLowerCase());
      byId.set(id, hint);
    }
    return hint;
  }
}

/** All three in lower case. */
function hintOfNames(id: string, classes: string, names: string): BoxHint {
  if (BODY_NAMES.has(id) || BODY_NAMES.has(classes)) return "body";
  if (BLANK.test(classes) && classes.split(/\s+/).some((name) => BODY_NAMES.has(name))) return "body";
  if (COMMENT_STEMS.test(names)) return "comment";
  if (ASIDE_STEMS.test(names)) return "aside";
  return ASIDE_WORDS.test(names) && !BODY_STEMS.test(names) ? "aside" : null;
}

// Not `visibility:hidden`: WeChat hides its body until a script runs; and `overflow:hidden` hides nothing.
function isHidden(attribs: Readonly<Record<string, string>>): boolean {
  const { style } = attribs;
  return attribs["hidden"] !== undefined || (style !== undefined && /display\s*:\s*none/i.test(style));
}
