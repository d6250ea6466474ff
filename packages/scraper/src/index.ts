export { canonicalUrl, decode, type Decoded, type DecodeHints } from "@caibian/page";
export { createClient, type Client, type ClientOptions } from "@caibian/http";

export { openArchive, type Archive, type ArchiveOptions } from "./archive/archive.ts";
export { ArchiveError } from "./archive/errors.ts";
export type { ArchivedPage, ReadPage } from "./archive/record.ts";
export { discover, type DiscoverOptions } from "./discover/discover.ts";
export { readFeed, type Feed, type FeedItem } from "./feed/feed.ts";
export { parseRobots, type Robots } from "./robots/robots.ts";
export { readSitemap, type Sitemap, type SitemapPage } from "./sitemap/sitemap.ts";
