/** What the spelling of a URL says about the page behind it. */
export type UrlShape =
  /** Spelt as a content system spells stories: dated folders, long ids. */
  | "article"
  /** Ends in a number or carries an id: stories do, and so do some sections. */
  | "numbered"
  | "list"
  /** A folder: a section as a rule, a story on sites that spell addresses in words. */
  | "folder"
  /** The front page of a host. */
  | "home"
  /** An attachment, a picture, a stylesheet: no page. */
  | "file"
  /** A page of its own that is neither: tags, authors, comments, accounts, about. */
  | "service"
  /** Letters only, as in `/zwgk/xxgknb.html`: few stories are named so. */
  | "words"
  | "unknown";

const FILE =
  /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|gz|exe|apk|ipa|jpe?g|png|gif|webp|bmp|svg|ico|mp[34]|m4[av]|avi|wmv|flv|mov|css|js|xml|rss|json|txt)$/i;
const SERVICE =
  /[/?](?:comments?|login|logout|signin|register|passport|member|users?|author|about(?:us)?|contact(?:us)?|help|feedback|guestbook|sitemap|search|so|download|client|app|rss|feed|print|share|privacy|legal|wp-admin|wp-login)(?:_\d|\/|\?|\.\w{1,5}(?:$|\?)|$)|[?&](?:\w{0,10}url|u)=http|\/\w{0,20}sharer?\w{0,20}(?:\/|\?|\.)|^https?:\/\/(?:comments?|passport|login|reg|mail|beian|search|so|help)\./i;
const TAG = /\/(?:tags?|keywords?|topics?)\//i;

const ARTICLE: readonly RegExp[] = [
  /\/t20\d{6}_\d+\.s?html?$/i, // TRS
  /\/art[_/](?:\d+[_/]|20\d\d\/art_)\w/i, // hanweb: /art/2016/11/22/art_1_2.html, jpaas: /art/2026/art_<hex>.html
  /\/(?:19|20)\d{2}[-/_]?[01]\d[-/_]?[0-3]\d\/./, // /2021-06/07/, /202106/07/, /20210607/
  /\/20\d{2}\/[01]?\d\/[0-3]?\d\/./,
  /\/\d\d\/[01]\d[0-3]\d\/\d\d\/./, // 163: /20/0704/21/
  /\/20\d{2}[-_]?[01]\d\/[^/]+\.s?html?$/i, // /202106/a1b2.shtml
  /\/(?:content|post|article|news|detail|info|show|view|item|doc|c|art)[_/-]?\d[\da-f]{3}/i,
  /\/content_\d/i, // epaper: content_1.htm
  /\/info\/\d+\/\d+\.s?html?$/i, // vsb
  /^https?:\/\/mp\.weixin\.qq\.com\/s[/?]/i,
  /[?&](?:__biz|articleid|newsid|infoid|docid|aid)=[\w%-]/i,
  /[?&](?:a|m|act|action)=(?:show|view|detail|article)\b/i,
];
/** The last step of a path without its ending, as stories are named. */
const ARTICLE_NAME: readonly RegExp[] = [
  /^[\da-f]{24,40}$/i, // UCAP
  /20\d{2}[01]\d[0-3]\d/, // a day
  /\d{6}/,
  /^(?=\w*\d)(?=\w*[A-Z])[\dA-Z]{14,}$/, // 163: FGK7NCOR0001899O
];
const NUMBERED: readonly RegExp[] = [
  /\/(?:content|post|article|news|detail|info|show|view|item|doc|art|archives|p|a|s)[_/-]\w{0,40}\d/i,
  /\/(?:archives|article|detail|show|view|p|a|s)\/[\w-]{3,60}(?:\/|\.s?html?)?$/i,
  /[?&](?:\w{0,12}id|p|show)=\d/i,
  /\/\d{5,}\//,
  /[?&]\w{0,12}id=[\w%-]{8}/i,
  /(?:detail|show|view|content|article|read)\w{0,20}(?:\.\w{1,5})?\?(?:[^#]{0,200}&)?id=\w/i,
  /^[^?]*\?\w+\/\d+\.html$/i, // PbootCMS: /?news/12.html
];
const PAGE_ENDING = /^\.(?:s?html?|jsp|php|aspx?)$/i;
const LIST: readonly RegExp[] = [
  /\/(?:node|list|more|col|column|channels?|category|class)[_-]?[\w-]*\.(?:s?html?|jsp|php|aspx?)(?:$|\?)/i,
  /\/(?:index|default)[_-]?[\w-]*\.(?:s?html?|jsp|php|aspx?)$/i,
  /\/col\/col\d+\//i,
  /\/(?:list|channels?|category|columns?|node|ch|cat|sort)[_/-]\w*/i,
  /[?&](?:cateid|catid|columnid|channelid|classid|typeid|catalogid|nodeid)=\w*(?:$|&(?:page|p)=)/i,
  /[?&](?:a|act)=(?:lists?|category)\b/i,
  /\?list_\d+(?:_\d+)?\/?$/i,
  /\/(?:19|20)\d{2}\/[01]?\d\/?$/, // a month's archive
  /\/(?:zt|special|zhuanti|subject|topics?)\d{0,4}\/(?:[\w-]{1,60}\/){0,3}(?:index\.\w+)?$/i, // 专题
  /\/(?:newslist|list\w*|more\w*)\.(?:s?html?|jsp|php|aspx?)/i,
];

/** `/ch/antip`: folders, whether or not a slash ends them. */
const WORDS_ONLY = /^(?:\/[a-z_-]{1,40}){1,4}$/i;

const LONGEST = 600;

/** Reads the shape of an absolute URL. */
export function shapeOf({ href: url, pathname, search }: URL): UrlShape {
  if (url.length > LONGEST) return "unknown";
  if (FILE.test(pathname)) return "file";
  if (pathname === "/" && search === "") return "home";
  // A page of a section, however its number looks: index_12.html, node_423.htm.
  if (/\/(?:node|index|list)[_-]?\d*\.(?:s?html?|jsp|php)$/i.test(pathname + search)) return "list";
  const name = nameOf(pathname);
  if (matches(ARTICLE, url) || isArticleName(name)) return SERVICE.test(url) || TAG.test(url) ? "service" : "article";
  if (matches(LIST, url)) return "list";
  if (SERVICE.test(url)) return "service";
  if (matches(NUMBERED, url) || isNumberedName(name)) return TAG.test(url) ? "list" : "numbered";
  if (search === "" && (pathname.endsWith("/") || WORDS_ONLY.test(pathname))) return "folder";
  return /\d/.test(pathname + search) ? "unknown" : "words";
}

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** The last step of a path, and what it ends in: `.html`, `/`, or nothing. */
interface PathName {
  readonly stem: string;
  readonly ending: string;
}

function nameOf(pathname: string): PathName {
  const path = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  if (dot > 0) return { stem: name.slice(0, dot), ending: name.slice(dot) };
  return { stem: name, ending: path === pathname ? "" : "/" };
}

function isArticleName({ stem, ending }: PathName): boolean {
  if (PAGE_ENDING.test(ending)) return matches(ARTICLE_NAME, stem);
  return /^\d{6,}$/.test(stem) || /20\d{2}[01]\d[0-3]\d/.test(stem);
}

function isNumberedName({ stem, ending }: PathName): boolean {
  return PAGE_ENDING.test(ending) ? /\d\d/.test(stem) : /^\d\d+$|^(?=[a-z]*\d)(?=\d*[a-z])[\da-z]{9,40}$/i.test(stem);
}

/**
 * The spelling that URLs of one kind share: numbers and random ids are marked, words stay.
 * `/sh/2026-06/07/content_91.html` and `/sh/2026-06/06/content_88.html` are spelt alike.
 */
export function spellingOf({ host, pathname, search }: URL): string {
  const folders = pathname.slice(0, LONGEST).split("/");
  const { stem, ending } = nameOf(`/${folders.pop() ?? ""}`);
  const path = folders.map((folder) => (/^[\da-f]{8,}$/i.test(folder) ? "0" : folder.replaceAll(/\d+/g, "0")));
  return `${host}${path.join("/")}/${spellingOfName(stem)}${ending}${spellingOfQuery(search.slice(0, LONGEST))}`;
}

function spellingOfName(stem: string): string {
  if (/^(?=[a-z]*\d)[\da-z]{10,}$/i.test(stem)) return "#";
  if (/^[a-z-]+$/i.test(stem)) return "w";
  return stem
    .split(/([_-])/)
    .map((piece) =>
      /\d/.test(piece) && piece.length >= 6 && /[a-z]/i.test(piece) ? "#" : piece.replaceAll(/\d+/g, "0"),
    )
    .join("");
}

function spellingOfQuery(search: string): string {
  return search
    .split("&")
    .map((part) => {
      const at = part.indexOf("=") + 1;
      const isId = at > 0 && /^(?:\d|[\da-f-]{8,}$)/i.test(part.slice(at));
      return isId ? `${part.slice(0, at)}0` : part.replaceAll(/\d+/g, "0");
    })
    .join("&");
}
