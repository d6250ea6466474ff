import { gunzipSync } from "node:zlib";

import { decode } from "@caibian/page";

import { readFeedDate } from "../feed/feed-date.ts";
import { readFeed } from "../feed/feed.ts";
import { absoluteLink } from "../feed/link.ts";
import { readXml } from "../xml/read-xml.ts";

/** One page of a sitemap. */
export interface SitemapPage {
  readonly url: string;
  /** ISO 8601 with +08:00, or null. */
  readonly lastModified: string | null;
  /** From the news extension. */
  readonly title: string | null;
  readonly publishedAt: string | null;
}

/** A sitemap (sitemaps.org 0.9): pages, or for an index other sitemaps. `kind` is null when it is none. */
export interface Sitemap {
  readonly kind: "urlset" | "index" | "feed" | "text" | null;
  readonly pages: readonly SitemapPage[];
  readonly sitemaps: readonly { readonly url: string; readonly lastModified: string | null }[];
}

/** URLs of one sitemap, by the protocol. */
export const MOST_URLS: number = 50_000;
/** Bytes of one sitemap, inflated, by the protocol. */
const MOST_BYTES = 50 * 1024 * 1024;
const NONE: Sitemap = { kind: null, pages: [], sitemaps: [] };

/** Reads a sitemap: XML, plain text or a feed, gzip or not, bounded to 50 MB and 50 000 URLs. Never throws. */
export function readSitemap(bytes: Uint8Array, url?: string): Sitemap {
  const plain = gunzip(bytes);
  if (plain === null) return NONE;
  const { text } = decode(plain, { contentType: "application/xml", ...(url === undefined ? {} : { url }) });
  const start = text.slice(0, 4000);
  if (/<(?:\w+:)?(?:urlset|sitemapindex)\b/i.test(start)) return readXmlSitemap(text, url);
  if (/<(?:rss|feed|rdf:RDF)\b/i.test(start)) {
    const pages = readFeed(text, url).items.flatMap(({ link, date, title }) =>
      link === null ? [] : [{ url: link, lastModified: date, title, publishedAt: date }],
    );
    return { kind: "feed", pages, sitemaps: [] };
  }
  return start.includes("<") ? NONE : readTextSitemap(text);
}

/** The bytes, inflated when they are gzip; null when they are damaged or past the bound. */
export function gunzip(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length > MOST_BYTES) return null;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    // Damaged, cut off or a bomb: it holds no sitemap that could be trusted.
    return null;
  }
}

function readXmlSitemap(text: string, base: string | undefined): Sitemap {
  const pages: SitemapPage[] = [];
  const sitemaps: { url: string; lastModified: string | null }[] = [];
  let kind: Sitemap["kind"] = null;
  let fields = new Map<string, string>();
  readXml(
    text,
    ({ name, text: value, path }) => {
      const owner = path.at(-1);
      if (name === "url" || name === "sitemap") {
        const location = absoluteLink(fields.get(`${name}/loc`) ?? value, base);
        const lastModified = readFeedDate(fields.get(`${name}/lastmod`) ?? "");
        if (location !== null && name === "sitemap") sitemaps.push({ url: location, lastModified });
        else if (location !== null)
          pages.push({
            url: location,
            lastModified,
            title: fields.get("news/title") ?? null,
            publishedAt: readFeedDate(fields.get("news/publication_date") ?? ""),
          });
        fields = new Map();
      } else if (owner !== undefined && !fields.has(`${owner}/${name}`)) fields.set(`${owner}/${name}`, value.trim());
      return pages.length + sitemaps.length < MOST_URLS;
    },
    ({ name, depth }) => {
      if (depth === 1) kind = name === "sitemapindex" ? "index" : "urlset";
    },
  );
  return { kind, pages, sitemaps };
}

function readTextSitemap(text: string): Sitemap {
  const pages: SitemapPage[] = [];
  for (const line of text.split(/\r\n|\n|\r/, MOST_URLS)) {
    const url = absoluteLink(line, undefined);
    if (url !== null) pages.push({ url, lastModified: null, title: null, publishedAt: null });
  }
  return pages.length === 0 ? NONE : { kind: "text", pages, sitemaps: [] };
}
