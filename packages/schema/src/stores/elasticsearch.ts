import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { webUrl } from "./server-url.ts";

/** An index of Elasticsearch (7.10 or later) or OpenSearch, one document an article. */
export interface ElasticsearchStore extends StoreBase {
  /** Both speak the same bulk API. */
  readonly type: "elasticsearch" | "opensearch";
  /** `https://host:9200`, with a path where a proxy has one. */
  readonly url: string;
  /** An alias, or an index of one's own. Default `articles`: then the index `articles-1` is made behind it. */
  readonly index: string;
  /** Analyzer of title and text. Default `cjk`, which is built in; `smartcn`, `ik_max_word` need their plugin. */
  readonly analyzer: string;
  /** Basic authentication. */
  readonly username: string | null;
  readonly password: string | null;
  /** The `encoded` form of an API key. */
  readonly apiKey: string | null;
  /** Sent as `Authorization: Bearer`. */
  readonly token: string | null;
  /** Bound on one request, in milliseconds. Default 30 000. */
  readonly timeoutMs: number;
}

const secret = z.string().min(1).nullable().default(null);

/** An elasticsearch or opensearch Store as a config file writes it. */
export const elasticsearchStore: z.ZodType<ElasticsearchStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.enum(["elasticsearch", "opensearch"]),
  url: webUrl.refine((url) => !/^https?:\/\/[^/]*@/.test(url), {
    message: "write the user and the password as username and password",
  }),
  index: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,199}$/, "an index name is lower-case letters, digits, . _ -")
    .default("articles"),
  analyzer: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .default("cjk"),
  username: secret,
  password: secret,
  apiKey: secret,
  token: secret,
  timeoutMs: z.number().int().min(100).max(120_000).default(30_000),
});
