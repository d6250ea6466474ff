import type { FeedItem, FeedPage } from "./feed-item.ts";

/** A feed as JSON Feed 1.1. */
export function renderJsonFeed(page: FeedPage): string {
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: page.title,
    ...optional("home_page_url", page.home),
    ...optional("feed_url", page.self),
    language: "zh",
    items: page.items.map((item) => itemOf(item, page.hasFullText)),
  };
  return `${JSON.stringify(feed)}\n`;
}

function itemOf(item: FeedItem, hasFullText: boolean): object {
  return {
    id: item.id,
    ...optional("url", item.url),
    title: item.title,
    ...(hasFullText ? { content_html: item.html } : { content_text: item.summary }),
    summary: item.summary,
    ...optional("image", item.image),
    date_published: item.publishedAt,
    date_modified: item.updatedAt,
    ...(item.authors.length > 0 ? { authors: item.authors.map((name) => ({ name })) } : {}),
    ...(item.section.length > 0 ? { tags: item.section } : {}),
    language: item.language,
    _caibian: { revision: item.revision, source: item.source },
  };
}

function optional(name: string, value: string | null): object {
  return value === null ? {} : { [name]: value };
}
