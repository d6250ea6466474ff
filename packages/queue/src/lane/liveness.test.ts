import { needServer, startPostgres, startRedis } from "@caibian/testkit";
import { once } from "node:events";
import pg from "pg";
import { afterEach, expect, test } from "vitest";

import type { QueueEngine } from "../engine/engine.ts";
import { openSilentWire } from "../fixtures/silent-wire.ts";
import { openQueue, type OpenQueue, type QueueOptions } from "../open-queue.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(engine: QueueEngine, options: Partial<QueueOptions> = {}): Promise<OpenQueue> {
  const queue = await openQueue({ engine, backoffMs: 20, stuckMs: 1_500, stalledMs: 2_000, ...options });
  closers.push(() => queue.close());
  return queue;
}

interface Worked {
  readonly queue: OpenQueue;
  readonly seen: ReadonlySet<number>;
  readonly said: readonly string[];
}

/** Data that keeps its job running until the test ends. */
const LONG = -1;

async function workOn(engine: QueueEngine): Promise<Worked> {
  const said: string[] = [];
  const seen = new Set<number>();
  const queue = await open(engine, { log: (text) => said.push(text) });
  const over = new AbortController();
  closers.push(() => Promise.resolve(over.abort()));
  const take = async ({ upTo }: { readonly upTo: number }): Promise<{ readonly kind: "done" }> => {
    seen.add(upTo);
    if (upTo === LONG) await once(over.signal, "abort");
    return { kind: "done" };
  };
  closers.push(() => working.close(100));
  const working = await queue.work("deliver", take, { concurrency: 2 });
  return { queue, seen, said };
}

const add = (queue: OpenQueue, upTo: number): Promise<void> =>
  queue.add("deliver", { storeId: "files", shard: 0, upTo }, { key: `files:${String(upTo)}` });

const redisThere = needServer("redis", "queue: liveness on Redis");

test.runIf(redisThere)("a worker whose connections fell silent takes up work again", { timeout: 60_000 }, async () => {
  const server = await startRedis({ aof: true });
  const wire = await openSilentWire(server.port);
  closers.push(
    () => server.stop(),
    () => wire.close(),
  );
  const { seen } = await workOn({ kind: "redis", url: `redis://127.0.0.1:${String(wire.port)}` });
  const other = await open({ kind: "redis", url: server.url });
  await add(other, 1);
  await expect.poll(() => seen.has(1)).toBe(true);

  wire.silence();
  await add(other, 2);

  await expect.poll(() => seen.has(2), { timeout: 30_000 }).toBe(true);
});

test.runIf(redisThere)("work goes on when a frozen Redis thaws", { timeout: 60_000 }, async () => {
  const server = await startRedis({ aof: true });
  closers.push(() => server.stop());
  const { seen } = await workOn({ kind: "redis", url: server.url });
  const other = await open({ kind: "redis", url: server.url });
  await add(other, 1);
  await expect.poll(() => seen.has(1)).toBe(true);

  process.kill(server.pid, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  process.kill(server.pid, "SIGCONT");
  await add(other, 2);

  await expect.poll(() => seen.has(2), { timeout: 20_000 }).toBe(true);
});

test.runIf(needServer("postgres", "queue: liveness on PostgreSQL")).each([
  { when: "has nothing else to do", busy: [] },
  { when: "is at a long job", busy: [LONG] },
])(
  "a worker that no longer hears of work on PostgreSQL connects anew and says so: when it $when",
  { timeout: 60_000 },
  async ({ busy }) => {
    const server = await startPostgres();
    const wire = await openSilentWire(Number(new URL(server.url).port));
    closers.push(
      () => server.stop(),
      () => wire.close(),
    );
    const url = new URL(server.url);
    url.port = String(wire.port);
    const poolOf = (connectionString: string): pg.Pool => {
      const pool = new pg.Pool({
        connectionString,
        options: "-c search_path=bullmq",
        keepAlive: true,
        idleTimeoutMillis: 500,
        query_timeout: 3_000,
      });
      pool.on("error", () => undefined);
      closers.push(() => Promise.race([pool.end(), new Promise((resolve) => setTimeout(resolve, 1_000))]));
      return pool;
    };
    const { seen, said, queue } = await workOn({ kind: "postgres", pool: poolOf(url.href) });
    const other = await open({ kind: "postgres", pool: poolOf(server.url) });
    for (const upTo of [...busy, 1]) {
      await add(other, upTo);
      await expect.poll(() => seen.has(upTo)).toBe(true);
    }

    wire.silence();
    await add(other, 2);

    await expect.poll(() => seen.has(2), { timeout: 40_000 }).toBe(true);
    expect(queue.restarts).toBeGreaterThan(0);
    expect(said.join("\n")).toMatch(/took nothing for .* while 1 waited: connects anew/);
  },
);

test.runIf(redisThere)("jobs that wait for their moment again and again are no sign of a dead worker", async () => {
  const server = await startRedis({ aof: true });
  closers.push(() => server.stop());
  const queue = await open({ kind: "redis", url: server.url }, { stuckMs: 600 });
  let runs = 0;
  const again = (): Promise<{ readonly kind: "again"; readonly afterMs: number }> => {
    runs++;
    return Promise.resolve({ kind: "again", afterMs: 1_500 });
  };
  const working = await queue.work("deliver", again, { concurrency: 2 });
  closers.push(() => working.close(100));

  await add(queue, 1);
  await expect.poll(() => runs, { timeout: 15_000 }).toBeGreaterThan(3);

  expect(queue.restarts).toBe(0);
});
