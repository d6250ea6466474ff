export { canonicalUrl, decode, type Decoded, type DecodeHints } from "@caibian/page";
export { createClient, type Client, type ClientOptions } from "@caibian/http";

export { openArchive, type Archive, type ArchiveOptions } from "./archive/archive.ts";
export { ArchiveError } from "./archive/errors.ts";
export type { ArchivedPage, UnchangedPage } from "./archive/record.ts";
export { discover, type DiscoverOptions } from "./discover/discover.ts";
export { readFeed, type Feed, type FeedItem } from "./feed/feed.ts";
export { parseRobots, type Robots } from "./robots/robots.ts";
export { readSitemap, type Sitemap, type SitemapPage } from "./sitemap/sitemap.ts";
export type { Doors, VisitEvent } from "./visit/doors.ts";
export { retryDelay, type FailedTry, type FailureClass } from "./visit/retry.ts";
export type { RobotsCache } from "./visit/robots-gate.ts";
export { visit } from "./visit/visit.ts";
export { WarcError, type WarcErrorCode } from "./warc/errors.ts";
export type { Fields } from "./warc/fields.ts";
export { readResponse, targetOf, type ReadPage } from "./warc/read-response.ts";
export { readWarc } from "./warc/read-warc.ts";
export type { WarcRecord } from "./warc/record.ts";
