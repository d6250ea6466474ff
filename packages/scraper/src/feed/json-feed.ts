import { MOST_ITEMS } from "./bounds.ts";
import { readFeedDate } from "./feed-date.ts";
import type { Feed } from "./feed.ts";
import { absoluteLink } from "./link.ts";
import { cleanMarkup, oneLine } from "./markup.ts";

const NONE: Feed = { kind: null, title: null, link: null, items: [] };

/** Reads a JSON Feed 1.0 or 1.1. */
export function readJsonFeed(text: string, url: string | undefined): Feed {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // Not JSON, so no feed: the caller sees kind null.
    return NONE;
  }
  if (typeof value !== "object" || value === null) return NONE;
  const feed = value as Record<string, unknown>;
  if (!/jsonfeed\.org\/version/.test(String(feed["version"])) || !Array.isArray(feed["items"])) return NONE;
  const items = (feed["items"] as unknown[])
    .slice(0, MOST_ITEMS)
    .filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null)
    .map((item) => ({
      title: textOf(item["title"]),
      link: absoluteLink(textOf(item["url"]) ?? textOf(item["external_url"]) ?? "", url),
      date: readFeedDate(textOf(item["date_published"]) ?? textOf(item["date_modified"]) ?? ""),
      id: textOf(item["id"]),
      author: authorOf(item["author"]) ?? authorOf(Array.isArray(item["authors"]) ? item["authors"][0] : null),
      summary: textOf(item["summary"]) ?? textOf(item["content_text"]) ?? markupOf(item["content_html"], url),
    }));
  return {
    kind: "json",
    title: textOf(feed["title"]),
    link: absoluteLink(textOf(feed["home_page_url"]) ?? "", url),
    items,
  };
}

function authorOf(value: unknown): string | null {
  return typeof value === "object" && value !== null && "name" in value ? textOf(value.name) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? oneLine(String(value)) : null;
}

function markupOf(value: unknown, url: string | undefined): string | null {
  return typeof value === "string" ? oneLine(cleanMarkup(value, url)) : null;
}
