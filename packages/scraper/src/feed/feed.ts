import { readJsonFeed } from "./json-feed.ts";
import { readXmlFeed } from "./xml-feed.ts";

/** One story of a feed. */
export interface FeedItem {
  /** As it stands in the feed; seldom it holds inline markup. */
  readonly title: string | null;
  /** Absolute URL, or null. */
  readonly link: string | null;
  /** When it was published, else last changed: ISO 8601 with +08:00, or null. */
  readonly date: string | null;
  readonly id: string | null;
  /** The name, with the mail address in brackets where the feed gives both. */
  readonly author: string | null;
  /** Often HTML: harmless, its relative links made absolute. */
  readonly summary: string | null;
}

/** A feed (RSS 0.9 to 2.0, RSS 1.0, Atom, CDF, JSON Feed). `kind` is null when the text is none of them. */
export interface Feed {
  readonly kind: "rss" | "atom" | "cdf" | "json" | null;
  readonly title: string | null;
  readonly link: string | null;
  readonly items: readonly FeedItem[];
}

/** Reads a feed of at most 5000 items; `url` is what its relative links start from. Never throws. */
export function readFeed(text: string, url?: string): Feed {
  return /^[\s\uFEFF]*\{/.test(text) ? readJsonFeed(text, url) : readXmlFeed(text, url);
}
