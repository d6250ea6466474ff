import { updatedOf, type FeedItem, type FeedPage } from "./feed-item.ts";
import { element, escapeXml } from "./xml.ts";

/** Atom wants a time; a feed that has never had an item has this one. */
const NEVER = "1970-01-01T00:00:00Z";

/** A feed as Atom (RFC 4287). */
export function renderAtom(page: FeedPage): string {
  const feed = [
    element("id", page.id),
    element("title", page.title),
    element("updated", updatedOf(page) ?? NEVER),
    page.home === null ? "" : link("alternate", page.home),
    page.self === null ? "" : link("self", page.self),
    ...page.items.map((item) => renderEntry(item, page)),
  ].join("");
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh">\n';
  return `${start}${feed}</feed>\n`;
}

function renderEntry(item: FeedItem, page: FeedPage): string {
  const names = item.authors.length > 0 ? item.authors : [item.source ?? page.title];
  const parts = [
    element("id", `urn:caibian:article:${item.id}`),
    // An entry's title may be empty; it may not be missing.
    item.title === "" ? "<title/>\n" : element("title", item.title),
    element("published", item.publishedAt),
    element("updated", item.updatedAt),
    item.url === null ? "" : link("alternate", item.url),
    ...names.map((name) => `<author>${element("name", name === "" ? page.title : name)}</author>\n`),
    ...item.section.map((name) => `<category term="${escapeXml(name)}"/>\n`),
    element("summary", item.summary),
    page.hasFullText ? element("content", item.html, ' type="html"') : "",
  ];
  return `<entry>\n${parts.join("")}</entry>\n`;
}

function link(rel: string, href: string): string {
  return `<link rel="${rel}" href="${escapeXml(href)}"/>\n`;
}
