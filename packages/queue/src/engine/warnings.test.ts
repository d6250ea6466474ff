import { rmSync } from "node:fs";

import { needServer, startPostgres, startRedis, type RedisOptions } from "@caibian/testkit";
import { Redis } from "ioredis";
import pg from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";

import { openQueue } from "../open-queue.ts";
import { checkPostgres } from "./check-postgres.ts";
import { checkRedis } from "./check-redis.ts";
import type { QueueEngine } from "./engine.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

async function warningsOf(engine: QueueEngine): Promise<string> {
  const queue = await openQueue({ engine });
  closers.push(() => queue.close());
  return (await queue.warnings()).join("\n");
}

async function ask<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

type RedisEngine = { readonly kind: "redis"; readonly url: string };

async function redisWith(options: RedisOptions, command: readonly string[] = []): Promise<RedisEngine> {
  const server = await startRedis(options);
  closers.push(() => server.stop());
  if (command.length > 0) await ask(server.url, (client) => client.call(command[0] ?? "", ...command.slice(1)));
  return { kind: "redis", url: server.url };
}

describe.runIf(needServer("redis", "queue: what a Redis is warned of"))("a Redis", () => {
  test.each<[string, RedisOptions, string]>([
    ["that may evict", { aof: true, maxmemoryPolicy: "allkeys-lru" }, "maxmemory-policy is allkeys-lru"],
    ["without an append-only file", {}, "no append-only file"],
    ["that never flushes it", { aof: true, args: ["--appendfsync", "no"] }, "appendfsync is no"],
    ["that is a replica", { aof: true, args: ["--replicaof", "127.0.0.1", "1"] }, "is a replica"],
  ])("%s is warned of", async (_, options, words) => {
    const engine = await redisWith(options, ["CONFIG", "SET", "replica-read-only", "no"]);

    expect(await warningsOf(engine)).toContain(words);
  });

  test("that is nearly full is warned of", async () => {
    const engine = await redisWith({ aof: true });
    await ask(engine.url, async (client) => {
      const used = Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]);
      await client.config("SET", "maxmemory", String(Math.round(used * 1.1)));
    });

    expect(await warningsOf(engine)).toMatch(/has used \d+ % of its maxmemory/);
  });

  test("that could not save its snapshot is warned of", async () => {
    const engine = await redisWith({ aof: true });
    await ask(engine.url, async (client) => {
      const [, folder = ""] = await client.config("GET", "dir");
      rmSync(folder, { recursive: true });
      await client.bgsave();
      await expect.poll(() => client.info("persistence")).toMatch(/rdb_last_bgsave_status:err/);
    });

    expect(await warningsOf(engine)).toContain("MISCONF");
  });

  test("that is a node of a Cluster is warned of when it is named alone", async () => {
    const engine = await redisWith({ aof: true, args: ["--cluster-enabled", "yes", "--cluster-port", "0"] });
    const client = new Redis(engine.url);
    const warnings = await checkRedis(client, { shape: "single", hosts: [engine.url] });
    client.disconnect();

    expect(warnings.join("\n")).toContain("redis+cluster://");
    expect(warnings.join("\n")).toContain("is not whole");
  });

  test("whose clock is another is warned of", async () => {
    const engine = await redisWith({ aof: true });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });

    expect(await warningsOf(engine)).toMatch(/differ by 6\d s/);
  });

  test("in order is not warned of", async () => {
    expect(await warningsOf(await redisWith({ aof: true }))).toBe("");
  });
});

describe.runIf(needServer("postgres", "queue: what a PostgreSQL is warned of"))("a PostgreSQL", () => {
  test("is warned of when its disk is not waited for, and when its clock is another", async () => {
    const server = await startPostgres();
    closers.push(() => server.stop());
    const options = "-c search_path=bullmq -c synchronous_commit=off";
    const pool = new pg.Pool({ connectionString: server.url, options });
    closers.push(() => pool.end());
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 60_000 });

    const warnings = await warningsOf({ kind: "postgres", pool });

    expect(warnings).toContain("synchronous_commit is off");
    expect(warnings).toMatch(/differ by 6\d s/);
    expect(warnings).not.toContain("search_path");
  });

  test("is warned of when sessions do not find the queue's tables", async () => {
    const server = await startPostgres();
    closers.push(() => server.stop());
    const pool = new pg.Pool({ connectionString: server.url });
    closers.push(() => pool.end());

    expect(await checkPostgres(pool)).toContainEqual(expect.stringContaining("search_path"));
  });
});
