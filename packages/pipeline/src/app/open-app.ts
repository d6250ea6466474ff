import { createClient, type Client } from "@caibian/http";
import { openLedger, type CommitEffect, type Ledger } from "@caibian/ledger";
import { createPublisher, type Publisher } from "@caibian/publisher";
import { openQueue, type OpenQueue } from "@caibian/queue";
import { createHosts, openArchive, type Archive } from "@caibian/scraper";
import type { Config } from "@caibian/schema";

import { growingFolders } from "../disk/disk-room.ts";
import { DiskWatch } from "../disk/disk-watch.ts";
import { openParsePool, type ParsePool } from "../parse/parse-pool.ts";
import type { Listener } from "../telemetry/events.ts";
import { StoreNotes } from "../telemetry/store-notes.ts";
import type { VisitDoors } from "../visit/visit-source.ts";
import { eraseShut } from "../withdraw/erase-shut.ts";
import { CloseStack } from "./close-stack.ts";
import { keepHeapClose } from "./heap-growth.ts";
import { openRenderer } from "./open-renderer.ts";
import { queueEngine } from "./queue-engine.ts";

/** Everything that a running caibian holds open. */
export interface App {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly queue: OpenQueue;
  readonly client: Client;
  readonly archive: Archive;
  readonly parsePool: ParsePool;
  readonly publisher: Publisher;
  readonly disk: DiskWatch;
  readonly visitDoors: VisitDoors;
  readonly report: Listener;
  /** Closes all of it, last opened first; waits for what is being written. */
  close(): Promise<void>;
}

export interface AppOptions {
  /** How long the publisher gathers news, in milliseconds: a run that ends by itself can wait, a `serve` should not. */
  readonly gatherMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly report: Listener;
  /**
   * Whether the ledger's Sources become exactly the config's. Default true. False for whoever works beside a `serve`,
   * with a config that may be older: it only adds those that the ledger does not know.
   */
  readonly leadsSources?: boolean;
}

/** `gatherMs` for a run that ends by itself, and for a process that serves. */
export const GATHER_MS: { readonly run: number; readonly serve: number } = { run: 3_000, serve: 100 };

/** Batches stay small on the embedded ledger: one of 100 × 4 KB holds the event loop for 60 to 160 ms. */
const EMBEDDED_BATCH = { size: 50, waitMs: 1000 };
const SERVER_BATCH = { size: 50, waitMs: 500 };

/** Opens ledger, queue, client, archive, parser threads and publisher, or nothing: what was opened is closed again. */
export async function openApp(config: Config, options: AppOptions): Promise<App> {
  const opened = new CloseStack();
  try {
    return await open(config, options, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function open(config: Config, options: AppOptions, opened: CloseStack): Promise<App> {
  const { env, report, gatherMs } = options;
  const warn = (text: string): void => report({ kind: "warning", text });
  keepHeapClose();
  const ledger = opened.add(await openLedger({ location: config.ledger, role: "owner", log: warn }));
  if (options.leadsSources ?? true) await ledger.syncSources(config.sources);
  else await ledger.addSources(config.sources);
  const queue = opened.add(await openQueue({ engine: queueEngine(config, ledger, env), log: warn }));
  for (const text of await queue.warnings()) warn(text);
  const client = opened.add(
    createClient({
      ...config.network,
      connectionsPerHost: Math.max(
        ...config.sources.map((source) => source.limits.concurrency),
        ...config.stores.map((store) => (store.type === "webhook" ? store.concurrency : 1)),
      ),
    }),
  );
  const renderer = opened.add(openRenderer(config, client, env));
  const archive = opened.add(await openArchive(config.archive ?? "warc"));
  const parsePool = opened.add(openParsePool());
  const storeNotes = opened.add(new StoreNotes(ledger, report));
  const publisher = opened.add(
    createPublisher({
      log: ledger.log,
      history: ledger.history,
      current: ledger.current,
      stores: config.stores,
      queue,
      client,
      gatherMs,
      report: (event) => {
        storeNotes.take(event);
        report({ kind: "publish", event });
      },
    }),
  );
  const disk = new DiskWatch(growingFolders(config), config.disk.stopFetchingBelow, report);
  const hosts = opened.add(createHosts({ book: ledger.hosts, sources: config.sources, warn }));
  const batch = ledger.engine === "pglite" ? EMBEDDED_BATCH : SERVER_BATCH;
  const { userAgent } = config.network;
  const visitDoors = {
    robots: new Map(),
    hosts,
    ledger,
    client,
    renderer,
    archive,
    parsePool,
    publisher,
    disk,
    eraseShut: (effects: readonly CommitEffect[]): Promise<void> => eraseShut(config, ledger, effects),
    batch,
    userAgent,
    report,
  };
  return {
    config,
    ledger,
    queue,
    client,
    archive,
    parsePool,
    publisher,
    disk,
    visitDoors,
    report,
    close: () => opened.close(),
  };
}
