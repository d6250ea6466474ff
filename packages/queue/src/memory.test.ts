import { randomUUID } from "node:crypto";

import { SHARDS, type JobOutcome } from "@caibian/schema";
import { needServer, startRedis } from "@caibian/testkit";
import { Redis } from "ioredis";
import { expect, test } from "vitest";

import { openQueue } from "./open-queue.ts";

const STORES = 8;
const NEWS = 10_000;
/** Lanes have a handful of keys each; a job that waits has its own, and the mark that keeps it single. */
const KEYS_OF_LANES = 30;
const KEYS_OF_JOB = 3;
const MOST_BYTES = 20_000_000;

test.runIf(needServer("redis", "queue: memory of Redis"))(
  "what Redis holds grows with the stores, not with the news that waits",
  { timeout: 120_000 },
  async () => {
    const server = await startRedis();
    const redis = new Redis(server.url);
    const queue = await openQueue({ engine: { kind: "redis", url: server.url } });
    const keyOf = (n: number): string => `store${String(n % STORES)}.${String(n % SHARDS)}`;
    const addNews = async (from: number, to: number): Promise<void> => {
      const wave: Promise<void>[] = [];
      for (let n = from; n < to; n++) {
        wave.push(
          queue.add(
            "deliver",
            { storeId: `store${String(n % STORES)}`, shard: n % SHARDS, upTo: n },
            { key: keyOf(n) },
          ),
        );
      }
      await Promise.all(wave);
    };
    const usedBytes = async (): Promise<number> =>
      Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1] ?? Number.NaN);

    await addNews(0, 1_000);
    const [keysBefore, bytesBefore] = [await redis.dbsize(), await usedBytes()];
    for (let from = 1_000; from < NEWS; from += 1_000) await addNews(from, from + 1_000);

    expect((await redis.dbsize()) - keysBefore).toBeLessThan(KEYS_OF_LANES);
    expect(keysBefore).toBeLessThanOrEqual(KEYS_OF_LANES + KEYS_OF_JOB * STORES * SHARDS);
    expect((await usedBytes()) - bytesBefore).toBeLessThan(1_000_000);
    expect(await usedBytes()).toBeLessThan(MOST_BYTES);
    await queue.close();
    redis.disconnect();
    await server.stop();
  },
);

test.runIf(needServer("redis", "queue: memory of Redis"))(
  "finished jobs and the stream of their moves are kept in small number",
  { timeout: 120_000 },
  async () => {
    const server = await startRedis();
    const redis = new Redis(server.url);
    const queue = await openQueue({ engine: { kind: "redis", url: server.url }, attempts: 1 });
    let ended = 0;
    const outcome = (): Promise<JobOutcome> =>
      ++ended % 2 === 0 ? Promise.reject(new Error(`not now ${randomUUID()}`)) : Promise.resolve({ kind: "done" });
    await queue.work("deliver", outcome, { concurrency: 10 });

    for (let n = 0; n < 2_500; n++) {
      await queue.add("deliver", { storeId: "files", shard: 0, upTo: n }, { key: `files.${String(n)}` });
    }
    await expect.poll(() => ended, { timeout: 60_000 }).toBe(2_500);
    await expect.poll(async () => (await queue.counts("deliver")).active).toBe(0);

    expect(await queue.counts("deliver")).toMatchObject({ completed: 100, failed: 500 });
    // BullMQ cuts by whole nodes of the stream: a hundred or so more may stay.
    expect(await redis.xlen("bull:caibian-deliver:events")).toBeLessThan(300);
    await queue.close();
    redis.disconnect();
    await server.stop();
  },
);
