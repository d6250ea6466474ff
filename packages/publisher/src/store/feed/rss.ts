import { updatedOf, type FeedItem, type FeedPage } from "./feed-item.ts";
import { element, escapeXml } from "./xml.ts";

const NAMESPACES =
  'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"';

/** A feed as RSS 2.0. */
export function renderRss(page: FeedPage): string {
  const { title, home, id, self, items } = page;
  const updated = updatedOf(page);
  const channel = [
    element("title", title),
    element("link", home ?? id),
    element("description", title),
    element("language", "zh-cn"),
    self === null ? "" : `<atom:link rel="self" type="application/rss+xml" href="${escapeXml(self)}"/>\n`,
    element("lastBuildDate", updated === null ? null : rfc822(updated)),
    ...items.map((item) => renderItem(item, page.hasFullText)),
  ].join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ${NAMESPACES}>\n<channel>\n${channel}</channel>\n</rss>\n`;
}

function renderItem(item: FeedItem, hasFullText: boolean): string {
  const parts = [
    element("title", item.title),
    element("link", item.url),
    element("guid", item.id, ' isPermaLink="false"'),
    element("pubDate", rfc822(item.publishedAt)),
    ...item.authors.map((name) => element("dc:creator", name)),
    element("dc:publisher", item.source),
    ...item.section.map((name) => element("category", name)),
    // RSS wants a title or a description.
    element("description", item.summary === "" ? item.title : item.summary),
    hasFullText ? element("content:encoded", item.html) : "",
  ];
  return `<item>\n${parts.join("")}</item>\n`;
}

function rfc822(time: string): string {
  return new Date(time).toUTCString();
}
