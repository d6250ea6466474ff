import { randomUUID } from "node:crypto";

import { openLedger, type Ledger } from "@caibian/ledger";
import { createPublisher, StoreDownError } from "@caibian/publisher";
import { openQueue } from "@caibian/queue";
import { SHARDS, type StoreAdapter } from "@caibian/schema";
import type { PostgresServer, RedisServer } from "@caibian/testkit";
import { Redis } from "ioredis";

import { figureOf, ratioOf, type BenchResult } from "../measure/result.ts";
import { commitAll } from "./commit.ts";
import { fillByDatabase, fillLog } from "./fill-log.ts";
import { madeArticle } from "./made-article.ts";
import { beginAtLog, timeOurs } from "./rates.ts";

const ROUNDS = 3;
const SMALL = 10_000;
/** Fresh records that are delivered in a round. */
const FRESH = 10_000;
const COMMITTED = 2_000;
/** Numbers of the articles that are committed: beyond those that are filled in. */
const FIRST_COMMITTED = 5_000_000;
const NOTICES = 2_000;
const MB = 1024 * 1024;

type Cost = "commitFew" | "commitMany" | "deliverFew" | "deliverMany";

/** What growing is measured with. */
export interface GrowthPlace {
  readonly server: PostgresServer;
  readonly redis: RedisServer;
  readonly grown: number;
}

/**
 * What a record costs with many articles in the ledger and with few: its commit by a Visit, and its delivery; and what
 * Redis holds while all wait.
 */
export async function costOfGrowth({
  server,
  redis,
  grown,
}: GrowthPlace): Promise<Pick<BenchResult, "figures" | "ratios">> {
  const few = await openGrown(server, "few", SMALL);
  const many = await openGrown(server, "many", grown);
  try {
    const memory = await memoryWhileWaiting(many, redis);
    const costs = { commitFew: [], commitMany: [], deliverFew: [], deliverMany: [] } as Record<Cost, number[]>;
    for (let round = 0; round < ROUNDS; round++) {
      const fresh = Array.from({ length: COMMITTED }, (_, n) => madeArticle(FIRST_COMMITTED + round * COMMITTED + n));
      costs.commitFew.push((await commitAll(few, fresh)) / COMMITTED);
      costs.commitMany.push((await commitAll(many, fresh)) / COMMITTED);
      costs.deliverFew.push(await deliveryCost(few, redis, round));
      costs.deliverMany.push(await deliveryCost(many, redis, round));
    }
    const so = `${String(grown / 1000)} k articles`;
    const figures = {
      "commit, 10 k articles": figureOf(costs.commitFew, "ms"),
      [`commit, ${so}`]: figureOf(costs.commitMany, "ms"),
      "delivery, 10 k articles": figureOf(costs.deliverFew, "ms"),
      [`delivery, ${so}`]: figureOf(costs.deliverMany, "ms"),
      "redis while all wait": figureOf([memory], "MB"),
    };
    const [commitFew, commitMany, deliverFew, deliverMany] = Object.values(figures);
    return {
      figures,
      ratios: {
        "growth of a commit": ratioOf(commitMany, commitFew),
        "growth of a delivery": ratioOf(deliverMany, deliverFew),
      },
    };
  } finally {
    await few.close();
    await many.close();
  }
}

async function openGrown(server: PostgresServer, name: string, articles: number): Promise<Ledger> {
  const ledger = await openLedger({ location: await server.createDatabase(`grown_${name}`) });
  await fillByDatabase(ledger.sqlPool({ schema: "caibian", max: 1 }), articles);
  return ledger;
}

/** Milliseconds a record: `FRESH` records are taken from the log, by a Store that only looks. */
async function deliveryCost(ledger: Ledger, redis: RedisServer, round: number): Promise<number> {
  const id = `fresh-${String(round)}`;
  await beginAtLog(ledger, [id]);
  // What is there already is behind this Store.
  for (let shard = 0; shard < SHARDS; shard++) {
    const cursor = await ledger.log.cursor(id, shard);
    await ledger.log.advance(cursor, cursor.base, []);
  }
  await fillLog(ledger.sqlPool({ schema: "caibian", max: 1 }), 1_000_000 + round * FRESH, FRESH);
  const store = { id, adapter: looking() };
  return (await timeOurs(ledger, store, { kind: "redis", url: redis.url }, `bench-growth-${randomUUID()}`)) / FRESH;
}

/** Megabytes that Redis uses for a Store that is down while every article of the ledger waits for it. */
async function memoryWhileWaiting(ledger: Ledger, redis: RedisServer): Promise<number> {
  const client = new Redis(redis.url);
  const queue = await openQueue({ engine: { kind: "redis", url: redis.url }, prefix: "bench-waiting" });
  const publisher = createPublisher({ log: ledger.log, stores: [{ id: "down", adapter: down() }], queue });
  try {
    await client.flushall();
    await publisher.start();
    const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
    for (let i = 0; i < NOTICES; i++) await publisher.notify(shards);
    const used = /used_memory:(\d+)/.exec(await client.info("memory"))?.[1];
    return Number(used) / MB;
  } finally {
    await publisher.close();
    await queue.close();
    client.disconnect();
  }
}

function looking(): StoreAdapter {
  return {
    open: () => Promise.resolve(),
    write: (batch) =>
      Promise.resolve(batch.map(({ seq, article }) => ({ seq, outcome: article === null ? "stale" : "stored" }))),
    close: () => Promise.resolve(),
  };
}

function down(): StoreAdapter {
  return {
    open: () => Promise.resolve(),
    write: () =>
      Promise.reject(new StoreDownError({ code: "E_STORE_DOWN", what: "the store is away", where: "bench" })),
    close: () => Promise.resolve(),
  };
}
