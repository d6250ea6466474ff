import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";

/** A format in which feeds are written. */
export type FeedFormat = "rss" | "atom" | "json";

/** Feed files: of all, by region and by source, each with its newest items. */
export interface FeedStore extends StoreBase {
  readonly type: "feed";
  /** Folder of the feeds: `all.xml` (RSS), `all.atom`, `all.json`, `region/320505.xml`, `source/snd.xml`. */
  readonly path: string;
  /** What the feeds are called. Default 采编. */
  readonly title: string;
  /** Where the folder is served, for the links of a feed to itself; null: they have none. */
  readonly base: string | null;
  /** Items of one feed. Default 50. */
  readonly items: number;
  /** Whether items carry the whole text or its beginning. Default summary. */
  readonly content: "summary" | "full";
  /** Default all three. */
  readonly formats: readonly FeedFormat[];
  /** Files are written at most this often, in milliseconds. Default 1000. */
  readonly flushMs: number;
}

/** A feed Store as a config file writes it. */
export const feedStore: z.ZodType<FeedStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("feed"),
  path: z.string().min(1),
  title: z.string().min(1).default("采编"),
  base: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  items: z.number().int().min(1).max(1000).default(50),
  content: z.enum(["summary", "full"]).default("summary"),
  formats: z
    .array(z.enum(["rss", "atom", "json"]))
    .min(1)
    .default(["rss", "atom", "json"]),
  flushMs: z.number().int().min(0).max(60_000).default(1000),
});
