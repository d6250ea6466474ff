import type { Cms, Place } from "./cms.ts";

const meta = (name: string): Place => ({ meta: name });
const box = (name: string): Place => ({ box: name });
const named = (id: string): Place => ({ named: id });
const founder = (tag: string): Place => ({ founder: tag });
const EPOCH: Place = { epoch: true };

/** The systems that a page may show signs of; their facts are asked in this order. */
export const CMS_TABLE: readonly Cms[] = [
  {
    name: "government-tags",
    why: "国办发〔2017〕47号 asks every government page for these metas; Author is as often the editor, so it gives none",
    signs: [meta("articletitle"), meta("siteidcode"), meta("contentsource")],
    fields: {
      title: [meta("articletitle")],
      source: [meta("contentsource")],
      published: [meta("pubdate")],
      column: [meta("columnname")],
    },
  },
  {
    name: "founder",
    why: "方正翔宇 writes the facts of a newspaper page into one comment, its epapers into elements of their own",
    signs: [founder("title"), founder("date"), box("founder-title"), box("founder-content"), box("ozoom")],
    fields: {
      title: [founder("title"), box("founder-title")],
      kicker: [founder("introtitle")],
      subtitle: [founder("subtitle"), box("founder-subtitle")],
      author: [founder("author"), box("founder-author")],
      published: [founder("date")],
      column: [founder("nodename")],
    },
  },
  {
    name: "hanweb",
    why: "大汉 JCMS puts the headline into p.con-title; Maketime is when the page was made, not when it was published",
    signs: [box("con-title"), box("wzzw-article"), box("main-txt"), meta("contentstart")],
    fields: { title: [box("con-title")] },
  },
  {
    name: "trs",
    why: "拓尔思 WCM names its editor's box; portals built on it name the headline after the article",
    signs: [box("trs_editor"), box("trs_ueditor"), box("trs_editor_view"), box("trs_web")],
    fields: { title: [box("detail-article-title"), box("art-title"), box("xl_title")] },
  },
  {
    name: "ucap",
    why: "开普 writes headline and body into elements of its own",
    signs: [box("ucaptitle"), box("ucapcontent"), box("ucap-content"), box("zoomcon")],
    fields: { title: [box("ucaptitle")] },
  },
  {
    name: "gkmlpt",
    why: "Guangdong's 政府信息公开目录平台: the 索引号 table carries 发布机构 and 发布日期 above the body",
    signs: [box("article-content"), box("classify")],
    fields: { title: [box("content-title")] },
  },
  {
    name: "vsb",
    why: "博达 writes the headline into its form; the body names itself",
    signs: [box("vsb_content"), box("v_news_content")],
    fields: { title: [box("contenttitle"), box("arc-tit")] },
  },
  {
    name: "wechat",
    why: "mp.weixin.qq.com shows 昨天; the script has the second, the account stands beside the headline",
    signs: [box("js_content"), box("activity-name"), box("rich_media_content")],
    fields: {
      title: [box("activity-name"), box("rich_media_title")],
      source: [named("js_name")],
      author: [named("js_author_name")],
      published: [EPOCH],
    },
  },
  {
    name: "people",
    why: "people.com.cn: h3.pre above, h4.sub below the headline; its author and editor metas are numbers",
    signs: [box("rwb_zw"), box("rwb_xgxw"), box("rm_txt_con")],
    fields: { kicker: [box("pre")], subtitle: [box("sub")], published: [meta("publishdate")] },
  },
  {
    name: "xinhuanet",
    why: "the headline stands in div.h-title without a heading, the source in #source",
    signs: [box("p-detail"), box("h-title"), meta("publishid")],
    fields: { title: [box("h-title")], source: [named("source")] },
  },
  {
    name: "sina",
    why: "mediaid holds the medium; create_at is minutes before published_time",
    signs: [meta("mediaid"), meta("weibo:article:create_at"), box("artibody")],
    fields: {
      title: [box("main-title"), box("artibodytitle")],
      source: [meta("mediaid"), named("media_name")],
      published: [meta("article:published_time"), meta("weibo:article:create_at")],
      updated: [meta("weibo:article:update_at")],
    },
  },
  {
    name: "netease",
    why: "html[data-publishtime] has the second that the page shows",
    signs: [meta("data-publishtime"), box("endtext"), box("post_body")],
    fields: { title: [box("post_title")], published: [meta("data-publishtime")] },
  },
  {
    name: "ifeng",
    why: "metas with blanks in their names; og:time is the publish time",
    signs: [meta("og:time"), meta("og:webtype"), box("main_content")],
    fields: { title: [box("artical_topic")], published: [meta("og:time")], column: [meta("og:category")] },
  },
  {
    name: "baidu-accounts",
    why: "baijiahao names the account in p.author-name above a date without a year",
    signs: [box("article-source-bjh"), box("bjh-article-source")],
    fields: { source: [box("author-name")] },
  },
  {
    name: "baidu-names",
    why: "ids that Baidu's news index asked for, on many sites",
    signs: [named("source_baidu"), named("author_baidu")],
    fields: { source: [named("source_baidu")], author: [named("author_baidu")] },
  },
];
