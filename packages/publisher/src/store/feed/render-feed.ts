import type { FeedFormat } from "@caibian/schema";

import { renderAtom } from "./atom.ts";
import type { FeedPage } from "./feed-item.ts";
import { renderJsonFeed } from "./json-feed.ts";
import { renderRss } from "./rss.ts";

/** A feed in each of its formats. */
export const RENDER: Readonly<Record<FeedFormat, (page: FeedPage) => string>> = {
  rss: renderRss,
  atom: renderAtom,
  json: renderJsonFeed,
};
