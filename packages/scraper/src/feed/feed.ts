import { canonicalUrl, readDate } from "@caibian/page";
import { toBeijing } from "@caibian/schema";

import { readXml, type XmlElement } from "../xml/read-xml.ts";

/** One story of a feed. */
export interface FeedItem {
  readonly title: string | null;
  /** Absolute URL, or null. */
  readonly link: string | null;
  /** ISO 8601 with +08:00, or null. */
  readonly date: string | null;
  readonly id: string | null;
  readonly author: string | null;
  /** As it stands in the feed, often HTML. */
  readonly summary: string | null;
}

/** A feed (RSS 0.9 to 2.0, RSS 1.0, Atom, JSON Feed). `kind` is null when the text is none of them. */
export interface Feed {
  readonly kind: "rss" | "atom" | "json" | null;
  readonly title: string | null;
  readonly link: string | null;
  readonly items: readonly FeedItem[];
}

const MOST_ITEMS = 5000;

/** Reads a feed; `url` is what its relative links start from. Never throws. */
export function readFeed(text: string, url?: string): Feed {
  return /^[\s\uFEFF]*\{/.test(text) ? readJsonFeed(text, url) : readXmlFeed(text, url);
}

type Draft = { -readonly [K in keyof FeedItem]: FeedItem[K] };

function readXmlFeed(text: string, url: string | undefined): Feed {
  let kind: Feed["kind"] = null;
  let title: string | null = null;
  let link: string | null = null;
  const items: FeedItem[] = [];
  let draft = emptyDraft();
  readXml(
    text,
    (element) => {
      if (element.name === "item" || element.name === "entry") {
        // RSS 1.0 names its stories by rdf:about.
        const id = draft.id ?? element.attributes["rdf:about"] ?? null;
        items.push({ ...draft, id, link: draft.link ?? absolute(id ?? "", url) });
        draft = emptyDraft();
        return items.length < MOST_ITEMS;
      }
      const owner = element.path.at(-1);
      if (owner === "item" || owner === "entry") fill(draft, element, url);
      else if (owner === "author" && element.name === "name" && element.path.includes("entry"))
        draft.author ??= clean(element.text);
      else if (owner === "channel" || owner === "feed") {
        if (element.name === "title") title ??= clean(element.text);
        if (element.name === "link" && isAlternate(element))
          link ??= absolute(element.attributes["href"] ?? element.text, url);
      }
      return true;
    },
    (name, depth) => {
      if (depth === 1) kind = name === "rss" || name === "rdf" ? "rss" : name === "feed" ? "atom" : null;
      return kind !== null;
    },
  );
  return { kind, title, link, items };
}

function emptyDraft(): Draft {
  return { title: null, link: null, date: null, id: null, author: null, summary: null };
}

function fill(draft: Draft, element: XmlElement, url: string | undefined): void {
  const { name, text, attributes } = element;
  switch (name) {
    case "title":
      // media:title names a picture, not the story.
      if (element.prefix !== "media") draft.title ??= clean(text);
      break;
    case "link":
      if (isAlternate(element)) draft.link ??= absolute(attributes["href"] ?? text, url);
      break;
    case "guid":
    case "id":
      draft.id ??= clean(text);
      if (name === "guid" && attributes["isPermaLink"] !== "false") draft.link ??= absolute(text, url);
      break;
    case "pubdate":
    case "published":
    case "issued":
    case "date":
      draft.date = readFeedDate(text) ?? draft.date;
      break;
    case "updated":
    case "modified":
      draft.date ??= readFeedDate(text);
      break;
    case "author":
    case "creator":
      draft.author ??= clean(text);
      break;
    case "description":
    case "summary":
    case "encoded":
    case "content":
      if (element.prefix !== "media") draft.summary ??= clean(text);
      break;
  }
}

function isAlternate({ attributes }: XmlElement): boolean {
  return (attributes["rel"] ?? "alternate") === "alternate";
}

function readJsonFeed(text: string, url: string | undefined): Feed {
  const none: Feed = { kind: null, title: null, link: null, items: [] };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // Not JSON, so no feed: the caller sees kind null.
    return none;
  }
  if (typeof value !== "object" || value === null) return none;
  const feed = value as Record<string, unknown>;
  if (!/jsonfeed\.org\/version/.test(String(feed["version"])) || !Array.isArray(feed["items"])) return none;
  const items = (feed["items"] as unknown[])
    .slice(0, MOST_ITEMS)
    .filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null)
    .map((item) => ({
      title: textOf(item["title"]),
      link: absolute(textOf(item["url"]) ?? textOf(item["external_url"]) ?? "", url),
      date: readFeedDate(textOf(item["date_published"]) ?? textOf(item["date_modified"]) ?? ""),
      id: textOf(item["id"]),
      author: authorOf(item["author"]) ?? authorOf(Array.isArray(item["authors"]) ? item["authors"][0] : null),
      summary: textOf(item["summary"]) ?? textOf(item["content_text"]) ?? textOf(item["content_html"]),
    }));
  return {
    kind: "json",
    title: textOf(feed["title"]),
    link: absolute(textOf(feed["home_page_url"]) ?? "", url),
    items,
  };
}

function authorOf(value: unknown): string | null {
  return typeof value === "object" && value !== null && "name" in value ? textOf(value.name) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? clean(String(value)) : null;
}

function clean(text: string): string | null {
  const trimmed = text.replaceAll(/\s+/g, " ").trim();
  return trimmed === "" ? null : trimmed;
}

function absolute(text: string, base: string | undefined): string | null {
  const href = text.trim();
  if (href === "" || canonicalUrl(href, base) === null) return null;
  return new URL(href, base).href;
}

const RFC_822 = /\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{2,4}/i;

/** RFC 822, ISO 8601 and the forms of Chinese pages; a time without a zone is Beijing time. */
export function readFeedDate(text: string): string | null {
  if (RFC_822.test(text)) {
    const hasZone = /(?:[+-]\d{4}|[A-Z]{1,4})\s*$/.test(text.trim());
    const at = Date.parse(hasZone ? text : `${text} +0800`);
    if (!Number.isNaN(at)) return toBeijing(at);
  }
  return readDate(text)?.iso ?? null;
}
