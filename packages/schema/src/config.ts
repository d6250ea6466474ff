import { z } from "zod";

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

/** `caibian.yaml`, checked and filled with defaults. */
export interface Config {
  /** Folder of the embedded ledger, or a `postgres://` URL. */
  readonly ledger: string;
  /** `auto`: Redis if REDIS_URL is set, else the ledger's database; `ledger`; or a `redis://` URL. */
  readonly queue: string;
  /** Folder of the raw pages (WARC). Default: `warc` inside the embedded ledger's folder, else `./warc`. */
  readonly archive: string | null;
  readonly sources: readonly Source[];
  readonly stores: readonly Store[];
  readonly network: NetworkConfig;
  /** Where `serve` listens. Loopback unless you say otherwise. */
  readonly console: { readonly host: string; readonly port: number };
}

/** The default User-Agent: honest, with a contact. */
export const USER_AGENT = "caibian/0.1 (+https://www.npmjs.com/package/caibian)";

/** The whole of `caibian.yaml`. */
export const configSchema: z.ZodType<Config> = z.strictObject({
  ledger: z.string().min(1).default("./data"),
  queue: z
    .string()
    .regex(/^(auto|ledger|rediss?:\/\/.+)$/, "queue is auto, ledger or a redis:// URL")
    .default("auto"),
  archive: z.string().min(1).nullable().default(null),
  sources: z.array(sourceSchema).min(1).superRefine(uniqueIds("source")),
  stores: z.array(storeSchema).default([]).superRefine(uniqueIds("store")),
  network: z
    .strictObject({
      allow: z.array(z.string()).default([]),
      userAgent: z.string().min(1).default(USER_AGENT),
      tls: tlsExceptionsSchema.default({}),
    })
    .prefault({}),
  console: z
    .strictObject({ host: z.string().default("127.0.0.1"), port: z.number().int().min(0).max(65_535).default(7077) })
    .prefault({}),
});

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
