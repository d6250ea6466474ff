import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { openLedger } from "@caibian/ledger";
import { createPublisher } from "@caibian/publisher";
import { openQueue } from "@caibian/queue";
import { shardOf, storeSchema } from "@caibian/schema";
import type { PostgresServer } from "@caibian/testkit";

import type { Figure } from "../measure/result.ts";
import { fillLog } from "./fill-log.ts";
import { madeArticle } from "./made-article.ts";

const SAMPLES = 300;
/** As `caibian serve` gathers news. */
const GATHER_MS = 100;
/** Between two records, long enough that everything is idle again. */
const PAUSE_MS = 60;
const PATIENCE_MS = 10_000;

/** Where the servers of a run are. */
export interface DelayPlace {
  readonly folder: string;
  readonly server: PostgresServer;
  readonly redisUrl: string;
}

/** Milliseconds from a commit, while all is idle, until the record is durable in a SQLite Store: p50 to p99. */
export async function delaysOf({ folder, server, redisUrl }: DelayPlace): Promise<Readonly<Record<string, Figure>>> {
  const database = await server.createDatabase("delay");
  return {
    "delay redis": await delayOf(database, redisUrl, join(folder, "delay-redis")),
    "delay embedded": await delayOf(join(folder, "delay-ledger"), null, join(folder, "delay-embedded")),
  };
}

/** `median` is the p50, `max` the p99. */
async function delayOf(location: string, redisUrl: string | null, storeFolder: string): Promise<Figure> {
  const ledger = await openLedger({ location });
  const pool = ledger.sqlPool({ schema: "caibian", max: 1 });
  const engine =
    redisUrl === null
      ? { kind: "postgres" as const, pool: ledger.sqlPool() }
      : { kind: "redis" as const, url: redisUrl };
  const queue = await openQueue({ engine, prefix: "bench-delay" });
  let written: (() => void) | null = null;
  const publisher = createPublisher({
    log: ledger.log,
    stores: [storeSchema.parse({ id: "delay", type: "sqlite", path: join(storeFolder, "articles.db") })],
    queue,
    gatherMs: GATHER_MS,
    report: ({ kind }) => {
      if (kind === "batch-written") written?.();
    },
  });
  try {
    await publisher.start();
    const delays: number[] = [];
    for (let n = 0; n < SAMPLES; n++) {
      const isThere = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("Expected the record to be delivered")), PATIENCE_MS);
        written = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      await fillLog(pool, n, 1);
      const committedAt = performance.now();
      await publisher.notify([shardOf(madeArticle(n).id)]);
      await isThere;
      delays.push(performance.now() - committedAt);
      await sleep(PAUSE_MS);
    }
    delays.sort((a, b) => a - b);
    const at = (part: number): number =>
      Math.round((delays[Math.floor(part * (delays.length - 1))] ?? Number.NaN) * 10) / 10;
    return { median: at(0.5), min: at(0), max: at(0.99), unit: "ms (p50, least, p99)" };
  } finally {
    await publisher.close();
    await queue.close();
    await ledger.close();
  }
}
