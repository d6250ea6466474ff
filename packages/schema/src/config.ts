import { z } from "zod";

import { readRedisUrl } from "./queue/read-redis-url.ts";
import { redisSettingsSchema, type RedisSettings } from "./queue/redis-settings.ts";
import { diskSchema, retainSchema, type DiskMark, type Retain } from "./retain.ts";
import { sourceSchema, type Source } from "./source.ts";
import { storeSchema, type Store } from "./store.ts";
import { tlsExceptionsSchema, type TlsException } from "./tls-exception.ts";

/** Who we say we are, and which addresses that are not public may be asked all the same. */
export interface NetworkConfig {
  /** Host names, IP addresses or CIDR ranges, with or without a port. Default none. */
  readonly allow: readonly string[];
  readonly userAgent: string;
  /** What single hosts are forgiven in TLS, by exact host name. Default none. */
  readonly tls: Readonly<Record<string, TlsException>>;
}

/** The browser that renders the pages of sources with `fetcher: rendered`. */
export interface BrowserConfig {
  /** Path of Chromium or Chrome, or null: CHROME_PATH, else the usual places. */
  readonly path: string | null;
  /** Run it in its own sandbox, or null: yes, unless caibian runs as root. */
  readonly sandbox: boolean | null;
}

/** `caibian.yaml`, checked and filled with defaults. */
export interface Config {
  /** Folder of the embedded ledger, or a `postgres://` URL. */
  readonly ledger: string;
  /** `auto`: Redis if REDIS_URL is set, else the ledger's database; `ledger`; a Redis URL in any form, or its parts. */
  readonly queue: string | RedisSettings;
  /** Folder of the raw pages (WARC). Default: `warc` inside the embedded ledger's folder, else `./warc`. */
  readonly archive: string | null;
  readonly sources: readonly Source[];
  readonly stores: readonly Store[];
  /** For every Source that says nothing of its own. */
  readonly schedules?: { readonly jitterSeconds: number } | undefined;
  readonly retain: Retain;
  readonly disk: { readonly stopFetchingBelow: DiskMark };
  readonly network: NetworkConfig;
  readonly browser: BrowserConfig;
  /**
   * Where `serve` listens. Loopback unless you say otherwise. With a `token`, who changes something over the API sends
   * it; without one, changes are taken from this machine only, and not through a proxy.
   */
  readonly console: { readonly host: string; readonly port: number; readonly token?: string | undefined };
}

/** The default User-Agent: honest, with a contact. */
export const USER_AGENT = "caibian/0.1 (+https://www.npmjs.com/package/caibian)";

/** The whole of `caibian.yaml`. */
export const configSchema: z.ZodType<Config> = z.strictObject({
  ledger: z.string().min(1).default("./data"),
  queue: z.union([z.string().superRefine(isQueue), redisSettingsSchema]).default("auto"),
  archive: z.string().min(1).nullable().default(null),
  sources: z.array(sourceSchema).min(1).superRefine(uniqueIds("source")),
  stores: z.array(storeSchema).default([]).superRefine(uniqueIds("store")),
  schedules: z.strictObject({ jitterSeconds: z.number().min(0).max(3600).default(60) }).optional(),
  retain: retainSchema,
  disk: diskSchema,
  network: z
    .strictObject({
      allow: z.array(z.string()).default([]),
      userAgent: z.string().min(1).default(USER_AGENT),
      tls: tlsExceptionsSchema.default({}),
    })
    .prefault({}),
  browser: z
    .strictObject({ path: z.string().min(1).nullable().default(null), sandbox: z.boolean().nullable().default(null) })
    .prefault({}),
  console: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.number().int().min(0).max(65_535).default(7077),
      token: z.string().min(16, "a token has at least 16 characters").optional(),
    })
    .prefault({}),
});

function isQueue(text: string, context: z.RefinementCtx): void {
  if (text === "auto" || text === "ledger") return;
  const read = readRedisUrl(text);
  if (!read.ok)
    context.addIssue({ code: "custom", message: `queue is auto, ledger or a Redis URL; of this one, ${read.why}` });
}

function uniqueIds(kind: string): (items: readonly { readonly id: string }[], context: z.RefinementCtx) => void {
  return (items, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of items.entries()) {
      if (seen.has(id))
        context.addIssue({ code: "custom", message: `${kind} id "${id}" is used twice`, path: [index, "id"] });
      seen.add(id);
    }
  };
}
