import type { Article } from "@caibian/schema";

import { contentHtml } from "./content-html.ts";

const SUMMARY_CHARS = 200;

/** An article as a feed shows it. */
export interface FeedItem {
  /** Article id: the same in every revision. */
  readonly id: string;
  readonly revision: number;
  readonly url: string | null;
  readonly title: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  /** When this revision was committed. */
  readonly updatedAt: string;
  /** 来源. */
  readonly source: string | null;
  readonly authors: readonly string[];
  readonly section: readonly string[];
  readonly language: string;
  readonly image: string | null;
  readonly summary: string;
  readonly html: string;
}

/** One feed, to be written in some format. */
export interface FeedPage {
  readonly title: string;
  /** An IRI that stays the same. */
  readonly id: string;
  /** Where the feeds are served; null: unknown. */
  readonly home: string | null;
  /** Where this file is served. */
  readonly self: string | null;
  readonly hasFullText: boolean;
  /** Newest first. */
  readonly items: readonly FeedItem[];
}

/** The item of an article's revision, committed at a time. */
export function feedItemOf(article: Article, at: string): FeedItem {
  return {
    id: article.id,
    revision: article.revision,
    url: article.url,
    title: article.title,
    publishedAt: article.publishedAt ?? at,
    updatedAt: at,
    source: article.source?.name ?? article.site.name,
    authors: article.credits.map((credit) => credit.name),
    section: article.section,
    language: article.language,
    image: article.images.find((image) => /^https?:\/\//i.test(image.url))?.url ?? null,
    summary: summaryOf(article.text),
    html: contentHtml(article.blocks),
  };
}

/** When the newest of a feed's items changed; null: it has none. */
export function updatedOf(page: FeedPage): string | null {
  return page.items.reduce<string | null>(
    (last, { updatedAt }) => (last === null || Date.parse(updatedAt) > Date.parse(last) ? updatedAt : last),
    null,
  );
}

function summaryOf(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const chars = Array.from(line.slice(0, 2 * SUMMARY_CHARS));
  return chars.length <= SUMMARY_CHARS ? line : `${chars.slice(0, SUMMARY_CHARS).join("")}…`;
}
