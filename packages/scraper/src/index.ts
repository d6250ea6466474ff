export { canonicalUrl, decode, type Decoded, type DecodeHints } from "@caibian/page";
export { createClient, type Client, type ClientOptions } from "@caibian/http";

export { openArchive, type Archive, type ArchiveOptions } from "./archive/archive.ts";
export { ArchiveError } from "./archive/errors.ts";
export type { ArchivedPage, ReadPage } from "./archive/record.ts";
export { discover, type DiscoverOptions } from "./discover/discover.ts";
export { readFeed, type Feed, type FeedItem } from "./feed/feed.ts";
export { parseRobots, type Robots } from "./robots/robots.ts";
export { readSitemap, type Sitemap, type SitemapPage } from "./sitemap/sitemap.ts";
export { createHosts, type Hosts, type HostsOptions } from "./pace/hosts.ts";
export type { Doors, LeftAlone, VisitEvent } from "./visit/doors.ts";
export { retryDelay, type FailedTry, type FailureClass } from "./visit/retry.ts";
export type { RobotsCache } from "./visit/robots-gate.ts";
export { visit } from "./visit/visit.ts";
