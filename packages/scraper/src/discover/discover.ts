import { canonicalUrl, escapeQuery, loadDom, readEpoch } from "@caibian/page";
import type { Lead, LeadKind } from "@caibian/schema";
import { getDomain } from "tldts";

import { readFeed } from "../feed/feed.ts";
import { readSitemap } from "../sitemap/sitemap.ts";
import { walkPage, type Anchor } from "./anchors.ts";
import { isInCompany } from "./company.ts";
import { readDatastore } from "./embedded.ts";
import { readJsonList } from "./json-list.ts";
import { readListDate, withoutDate } from "./list-date.ts";
import { findNextPage, nextByParameter } from "./next-page.ts";
import { shapeOf } from "./url-shape.ts";

/** What discover may know beside the text. */
export interface DiscoverOptions {
  /** Charset of the list page, as `decode` names it: bare Chinese in a query goes out in it. Default utf-8. */
  readonly charset?: string;
  /** When the list was fetched, ISO 8601: year-less and relative dates count back from it. */
  readonly now?: string;
  /** Links that are the articles, when structure does not tell: says yes to these elements and no others. */
  readonly isArticleLink?: (anchor: Anchor["element"]) => boolean;
}

/** Leads of one list, at most. */
const MOST_LEADS = 5000;

/**
 * The Leads of a list page (列表页): articles, other lists, and the page after this one. The text may be HTML,
 * the JSON of a list API, hanweb's XML, a feed or a sitemap. No selectors: a link is an article by the shape of
 * its URL, the length of its text, the date beside it and the place where it stands. In page order, one Lead a
 * page; never throws.
 */
export function discover(text: string, url: string, options: DiscoverOptions = {}): Lead[] {
  if (!URL.canParse(url)) return [];
  const leads = new LeadList(url, options.charset ?? "utf-8");
  const start = text
    .slice(0, 2000)
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/^[[{]/.test(start) && addJson(text, leads, options)) return leads.done();
  if (
    /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE rss[^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b/i.test(
      start,
    )
  )
    addFeed(text, leads);
  else if (/<(?:\w+:)?(?:urlset|sitemapindex)\b/i.test(start)) addSitemap(text, leads);
  else addHtml(text, leads, options);
  return leads.done();
}

function addJson(text: string, leads: LeadList, options: DiscoverOptions): boolean {
  if (/^\s*\{[^{}]{0,400}jsonfeed\.org\/version/.test(text)) {
    addFeed(text, leads);
    return true;
  }
  const list = readJsonList(text);
  if (list === null) return false;
  for (const { url, title, date } of list.items)
    leads.add("article", url, title, readEpoch(date)?.iso ?? readListDate(date, options.now));
  for (const fragment of list.fragments) addHtml(fragment, leads, options);
  const next = leads.hasArticles ? nextByParameter(leads.url) : null;
  if (next !== null) leads.add("next", next, "", null);
  return true;
}

function addFeed(text: string, leads: LeadList): void {
  for (const item of readFeed(text, leads.url).items)
    if (item.link !== null) leads.add("article", item.link, item.title ?? "", item.date);
}

function addSitemap(text: string, leads: LeadList): void {
  const sitemap = readSitemap(Buffer.from(text), leads.url);
  for (const inner of sitemap.sitemaps) leads.add("list", inner.url, "", inner.lastModified);
  for (const page of sitemap.pages)
    leads.add("article", page.url, page.title ?? "", page.publishedAt ?? page.lastModified);
}

function addHtml(html: string, leads: LeadList, options: DiscoverOptions): void {
  const answer = readDatastore(/^\s*(?:<\?xml|<datastore|&lt;)/i.test(html) ? html : "");
  const tree = loadDom(answer === null ? html : answer.items + answer.next);
  if (!tree.ok) return;
  const page = walkPage(tree.root);
  const anchors = [...page.anchors];
  const scripts = [...page.scripts];
  for (const script of page.scripts) {
    const stored = /xml|html/i.test(script.type) || script.type === "" ? readDatastore(script.text) : null;
    const inner = stored === null ? null : loadDom(stored.items + stored.next);
    if (stored?.next !== undefined) scripts.push({ type: "next", text: stored.next });
    if (inner?.ok === true) anchors.push(...walkPage(inner.root).anchors);
  }
  leads.base = page.baseHref;
  classify(anchors, leads, options);
  const next =
    findNextPage(leads.url, anchors, scripts, (href) => leads.resolve(href)) ??
    // An epaper's front page only sends on to today's: follow it as if it were the next one.
    (leads.hasArticles || page.refresh === null ? null : leads.resolve(page.refresh)) ??
    dataproxyNext(anchors, leads);
  if (next !== null) leads.add("next", next, "", null);
}

function dataproxyNext(anchors: readonly Anchor[], leads: LeadList): string | null {
  const proxy = anchors.find(({ href }) => /\/dataproxy\.jsp\?/i.test(href));
  return proxy === undefined ? null : leads.resolve(proxy.href);
}

interface Candidate {
  readonly anchor: Anchor;
  readonly url: string;
  readonly title: string;
  readonly date: string | null;
}

function classify(anchors: readonly Anchor[], leads: LeadList, options: DiscoverOptions): void {
  const candidates: Candidate[] = [];
  for (const anchor of anchors) {
    const url = leads.resolve(anchor.href);
    if (url === null || /\/dataproxy\.jsp\?/i.test(url)) continue;
    const date = readListDate(anchor.around, options.now) ?? readListDate(anchor.text, options.now);
    candidates.push({ anchor, url, title: titleOf(anchor, options.now), date });
  }
  const articles = candidates.map((candidate) =>
    options.isArticleLink === undefined
      ? isArticle(candidate, leads.url)
      : options.isArticleLink(candidate.anchor.element),
  );
  if (options.isArticleLink === undefined) {
    for (const [n, keepsCompany] of isInCompany(candidates, articles).entries())
      articles[n] ||= keepsCompany && mayBeArticle(candidates[n]);
  }
  // Boxes of hot and related stories belong to other sections: they count only where there is nothing else.
  const hasList = candidates.filter(({ anchor }, n) => articles[n] === true && anchor.place === "list").length >= 3;
  for (const [n, { anchor, url, title, date }] of candidates.entries()) {
    const isAside = anchor.place === "aside" && hasList && options.isArticleLink === undefined;
    if (articles[n] === true && !isAside) leads.add("article", url, title, date);
    else if (articles[n] !== true && isList(anchor, url, leads.url)) leads.add("list", url, title, null);
  }
}

/** What company can make an article of: words in a list, and no spelling that says otherwise. */
function mayBeArticle(candidate: Candidate | undefined): boolean {
  if (candidate === undefined || candidate.anchor.place !== "list") return false;
  const { anchor, url, title } = candidate;
  const shape = shapeOf(url);
  if (shape === "file" || shape === "list") return false;
  return title !== "" && !PAGER_WORDS.test(anchor.text) && !CONTROL_WORDS.test(title);
}

/** Letters that make a title: Chinese ones count full, words of other scripts about three to one. */
function titleLength(text: string): number {
  const chinese = text.match(/[\u3400-\u9fff\u{20000}-\u{3ffff}]/gu)?.length ?? 0;
  const others = text.match(/[\p{L}\p{N}]+/gu)?.filter((word) => !/[\u3400-\u9fff]/.test(word)).length ?? 0;
  return chinese + others * 2;
}

function isArticle({ anchor, url, title, date }: Candidate, listUrl: string): boolean {
  const shape = shapeOf(url);
  if (shape === "file" || PAGER_WORDS.test(anchor.text) || CONTROL_WORDS.test(title)) return false;
  const length = titleLength(title);
  const isOwnSite = siteOf(url) === siteOf(listUrl);
  if (anchor.place === "chrome") return isOwnSite && shape === "article" && date !== null && length >= 8;
  // Off-site links are list items only when they look like one: dated, or a story's URL under a long title.
  if (!isOwnSite) return length >= 8 && (date !== null ? shape !== "list" : shape === "article" && length >= 10);
  if (shape === "article") return length >= (date === null ? 6 : 3);
  if (shape === "list") return date !== null && length >= 8;
  return date !== null ? length >= 4 : length >= 12;
}

function isList(anchor: Anchor, url: string, listUrl: string): boolean {
  if (siteOf(url) !== siteOf(listUrl) || PAGER_WORDS.test(anchor.text)) return false;
  const length = titleLength(anchor.text || anchor.title);
  return shapeOf(url) === "list" && length >= 1 && length <= 14;
}

const PAGER_WORDS =
  /^(?:[[(（]?\d{1,4}[\])）]?|首页|上一?页|下一?页|前一?页|后一?页|尾页|末页|最后一?页|第一页|[<>«»‹›]+|next|prev(?:ious)?|跳转|GO)$/i;
const CONTROL_WORDS =
  /^(?:更多|more|详细|详情|查看|阅读全文|打印|关闭|收藏|登录|注册|设为首页|加入收藏|联系我们|关于我们|网站地图|RSS|无障碍.{0,4}|返回.{0,4})\W*$|^.{0,3}(?:ICP备|公网安备|网站标识码)/i;

const LONGEST_TITLE = 500;

/** `a@title` where the visible text is cut or missing; without a date at its edge and without 置顶. */
function titleOf(anchor: Anchor, now: string | undefined): string {
  const text = withoutDate(anchor.text, now);
  const bare = text.length > LONGEST_TITLE ? text : text.replace(/\s*(?:…+|\.{2,}|⋯)$/, "");
  const isCut = bare !== text || bare === "" || (anchor.title.length > bare.length && anchor.title.startsWith(bare));
  const title = isCut && anchor.title !== "" ? withoutDate(anchor.title, now) : text;
  return title.replace(/^(?:[[【(（]?置顶[\]】)）]?|[·•▪■◆●>]+)\s*/, "").trim();
}

function siteOf(url: string): string {
  const { hostname } = new URL(url);
  return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
}

/** Leads in page order, one a page: a twin adds what the first lacked (an epaper links a story twice). */
class LeadList {
  readonly url: string;
  readonly #leads = new Map<string, Lead>();
  readonly #self: string | null;
  #base: string;
  readonly #charset: string;
  hasArticles = false;

  constructor(url: string, charset: string) {
    this.url = url;
    this.#charset = charset;
    this.#base = url;
    this.#self = canonicalUrl(url);
  }

  set base(href: string | null) {
    if (href !== null && URL.canParse(href, this.url)) this.#base = new URL(href, this.url).href;
  }

  /** Absolute, without fragment; null for what is no page. */
  resolve(href: string): string | null {
    if (href === "" || href.startsWith("#") || !URL.canParse(href, this.#base)) return null;
    const url = new URL(escapeQuery(href, this.#charset), this.#base);
    if (url.protocol !== "http:" && url.protocol !== "https:") return null;
    url.hash = "";
    return url.href;
  }

  add(kind: LeadKind, href: string, anchorText: string, listDate: string | null): void {
    const url = this.resolve(href);
    const key = url === null ? null : canonicalUrl(url);
    if (url === null || key === null || (key === this.#self && kind !== "next")) return;
    const known = this.#leads.get(key);
    if (known === undefined) {
      if (this.#leads.size >= MOST_LEADS) return;
      this.#leads.set(key, { v: 1, url, kind, foundOn: this.url, anchorText, listDate });
    } else if (known.kind === kind || kind === "article" || kind === "next") {
      this.#leads.set(key, {
        ...known,
        kind: known.kind === "article" ? "article" : kind,
        anchorText: anchorText.length > known.anchorText.length ? anchorText : known.anchorText,
        listDate: known.listDate ?? listDate,
      });
    }
    if (kind === "article") this.hasArticles = true;
  }

  done(): Lead[] {
    return [...this.#leads.values()];
  }
}
