import type { FixtureSite, SiteHost } from "./start-site.ts";

/** A Store as a config file writes it. */
export type StoreInput = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** What the config names besides the site's hosts. */
export interface ConfigOptions {
  readonly stores: readonly StoreInput[];
  /** Folder of the embedded ledger, or a `postgres://` URL. */
  readonly ledger: string;
  /** Default `auto`. */
  readonly queue?: string;
  /** Default 0, in milliseconds. */
  readonly delayMs?: number;
  /** Cron text of all sources. Default none: visits by hand. */
  readonly schedule?: string;
  /** How often lists are read; null: at every tick of the schedule. Default the Source's own default. */
  readonly rhythm?: null;
  /** Ages for another look, and the least time between two 404s, in milliseconds. */
  readonly recheck?: { readonly afterMs?: readonly number[]; readonly goneAfterMs?: number };
  /** Only these hosts. Default all. */
  readonly hosts?: readonly string[];
  /** Requests in flight to one host. Default 1. */
  readonly concurrency?: number;
  /** Most pages of one Visit. Default 5000. */
  readonly maxPages?: number;
  /** Where the console listens. Default a free port on loopback. */
  readonly consolePort?: number;
}

/** A `caibian.yaml`-shaped object with a source per host; write it as JSON, which is YAML too. */
export function configFor(site: Pick<FixtureSite, "hosts">, options: ConfigOptions): Record<string, unknown> {
  const hosts = site.hosts.filter(({ name }) => options.hosts === undefined || options.hosts.includes(name));
  return {
    ledger: options.ledger,
    queue: options.queue ?? "auto",
    sources: hosts.map((host) => sourceFor(host, options)),
    stores: options.stores,
    network: { allow: ["127.0.0.1"] },
    console: { host: "127.0.0.1", port: options.consolePort ?? 0 },
  };
}

function sourceFor(host: SiteHost, options: ConfigOptions): Record<string, unknown> {
  return {
    id: host.name.replace(".test", ""),
    name: host.title,
    start: [host.start],
    limits: {
      delayMs: options.delayMs ?? 0,
      concurrency: options.concurrency ?? 1,
      maxPages: options.maxPages ?? 5000,
    },
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
    ...(options.rhythm === undefined ? {} : { rhythm: options.rhythm }),
    ...(options.recheck === undefined ? {} : { recheck: options.recheck }),
  };
}
