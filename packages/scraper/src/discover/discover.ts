import type { Lead } from "@caibian/schema";

import { readFeed } from "../feed/feed.ts";
import { textOfMarkup } from "../feed/markup.ts";
import { newestFirst } from "../sitemap/newest-first.ts";
import { MOST_URLS, readSitemap, type SitemapPage } from "../sitemap/sitemap.ts";
import type { DiscoverOptions } from "./classify.ts";
import { addHtml } from "./html-list.ts";
import { addItems, readJsonList } from "./json-list.ts";
import { LeadList } from "./lead-list.ts";
import { nextOfApi } from "./next/api-page.ts";

export type { DiscoverOptions } from "./classify.ts";

const FEED = /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE rss[^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b/i;
const SITEMAP = /<(?:\w+:)?(?:urlset|sitemapindex)\b/i;

/**
 * The Leads of a list page (列表页): articles, other lists, and the page after this one. The text may be HTML,
 * the JSON of a list API, hanweb's XML, a feed or a sitemap. No selectors: a link is an article by the spelling of
 * its URL, its words, the date beside it, the place where it stands and the company it keeps there. In page order,
 * a sitemap's newest first; one Lead a page; never throws.
 */
export function discover(text: string, url: string, options: DiscoverOptions = {}): Lead[] {
  if (!URL.canParse(url)) return [];
  const leads = new LeadList(url, options.charset ?? "utf-8");
  const start = text
    .slice(0, 2000)
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/^[[{]/.test(start) && addJson(text, leads, options)) return leads.done();
  if (FEED.test(start)) addFeed(text, leads);
  else if (SITEMAP.test(start)) addSitemap(text, leads);
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
  addItems(list.items, leads, options.now);
  for (const fragment of list.fragments) addHtml(fragment, leads, options);
  const next = leads.hasArticles ? nextOfApi(leads.url, list) : null;
  if (next !== null) leads.add("next", next);
  return true;
}

function addFeed(text: string, leads: LeadList): void {
  for (const item of readFeed(text, leads.url).items)
    if (item.link !== null) leads.add("article", item.link, { title: textOfMarkup(item.title ?? ""), date: item.date });
}

/** Newest first: whoever reads only the first of them is to have the news. */
function addSitemap(text: string, leads: LeadList): void {
  const { sitemaps, pages } = readSitemap(Buffer.from(text), leads.url);
  leads.most = MOST_URLS;
  for (const inner of newestFirst(sitemaps, ({ lastModified }) => lastModified))
    leads.add("list", inner.url, { title: "", date: inner.lastModified });
  for (const page of newestFirst(pages, dateOf))
    leads.add("article", page.url, { title: page.title ?? "", date: dateOf(page) });
}

function dateOf({ publishedAt, lastModified }: SitemapPage): string | null {
  return publishedAt ?? lastModified;
}
