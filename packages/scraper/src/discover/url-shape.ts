/** What the spelling of a URL says about the page behind it. */
export type UrlShape = "article" | "list" | "file" | "unknown";

const FILE =
  /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|gz|exe|apk|ipa|jpe?g|png|gif|webp|bmp|svg|ico|mp[34]|m4[av]|avi|wmv|flv|mov|css|js|xml|rss|json|txt)$/i;
const ARTICLE: readonly RegExp[] = [
  /\/t20\d{6}_\d+\.s?html?$/i, // TRS
  /\/art[_/]\d+[_/]\d+/i, // hanweb: /art/2016/11/22/art_1_2.html
  /\/20\d{2}[-/]?[01]\d[-/]?[0-3]\d\//, // /2021-06/07/, /202106/07/, /20210607/
  /\/20\d{2}\/[01]?\d\/[0-3]?\d\//,
  /\/20\d{4}\/[^/]+\.s?html?$/i, // /202106/a1b2.shtml
  /\/(?:content|post|article|news|detail|info|show|view|item|doc|c)[_/-]?[\da-f]{3,}/i,
  /\/content_\d+/i, // epaper: content_1.htm
  /\/info\/\d+\/\d+\.s?html?$/i, // vsb
  /\/[\da-f]{24,32}(?:\.s?html?)?$/i, // UCAP
  /\/[\w-]*\d{4}[\w-]*\.(?:s?html?|jsp|php|aspx?)$/i,
  /\/\d{4,}\/?$/,
  /\/\d{2,}\.s?html?$/i,
  /\/(?:archives|p|a|s)\/[\w-]{3,}\/?$/i,
  /[?&](?:id|aid|newsid|articleid|contentid|docid|infoid|nid|tid|p|cid|__biz)=[\w%-]+/i,
  /^https?:\/\/mp\.weixin\.qq\.com\/s[/?]/i,
];
const LIST =
  /(?:\/|\/(?:index|list|default|node|more|col|column|channel)[\w-]*\.(?:s?html?|jsp|php|aspx?))$|\/col\/col\d+\/|\/node_\d+\.html?$|\/list[_/-]|[?&](?:page|cateid|catid|columnid|channelid)=/i;

const LONGEST = 600;

/** Reads the shape of an absolute URL. */
export function shapeOf(url: string): UrlShape {
  if (url.length > LONGEST) return "unknown";
  const { pathname, search } = new URL(url);
  if (FILE.test(pathname)) return "file";
  if (/\/(?:node|index|list)[_-]?\d*\.(?:s?html?|jsp|php)$/i.test(pathname)) return "list";
  if (/\/col\/col\d+\//i.test(pathname)) return "list";
  if (ARTICLE.some((pattern) => pattern.test(url))) return "article";
  return LIST.test(pathname + search) ? "list" : "unknown";
}
