import { randomBytes } from "node:crypto";

import type { JobContext, JobOutcome, Lanes, Schedule } from "@caibian/schema";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import type { QueueEngine } from "./engine/engine.ts";
import { QueueUnreachableError } from "./errors.ts";
import { openPglitePool } from "./fixtures/pglite-pool.ts";
import { startPostgres } from "./fixtures/postgres-server.ts";
import { startRedis } from "./fixtures/redis-server.ts";
import { openQueue, type OpenQueue, type QueueOptions } from "./open-queue.ts";

const DONE: JobOutcome = { kind: "done" };
type Deliver = Lanes["deliver"];

interface Server {
  readonly engine: QueueEngine;
  stop(): Promise<void>;
}

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  PGlite: async () => {
    const pool = await openPglitePool();
    return { engine: { kind: "postgres", pool }, stop: () => pool.end() };
  },
  PostgreSQL: async () => {
    const server = await startPostgres();
    const pool = new pg.Pool({ connectionString: server.url, options: "-c search_path=bullmq", keepAlive: true });
    pool.on("error", () => undefined);
    return {
      engine: { kind: "postgres", pool },
      stop: async () => {
        await pool.end();
        await server.stop();
      },
    };
  },
  Redis: async () => {
    const server = await startRedis();
    return { engine: { kind: "redis", url: server.url }, stop: () => server.stop() };
  },
};

/** A promise and what settles it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const bell = new AbortController();
  const opened = new Promise<void>((resolve) => {
    bell.signal.addEventListener("abort", () => resolve());
  });
  return { opened, open: () => bell.abort() };
}

const everySecond = (id: string): Schedule<"visit"> => ({
  id,
  cron: "* * * * * *",
  timeZone: "Asia/Shanghai",
  data: { sourceId: id, reason: "schedule" },
});

const range = (upTo: number, shard = 0): Deliver => ({ storeId: "files", shard, upTo });

describe.each(Object.entries(SERVERS))("the queue on %s", (_name, startServer) => {
  let server: Server;
  const open: OpenQueue[] = [];

  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    for (const queue of open.splice(0)) await queue.close();
  });
  afterAll(async () => {
    await server.stop();
  });

  async function openHere(options: Partial<QueueOptions> = {}): Promise<OpenQueue> {
    const prefix = `t${randomBytes(4).toString("hex")}`;
    const queue = await openQueue({ engine: server.engine, prefix, backoffMs: 20, ...options });
    open.push(queue);
    return queue;
  }

  test("runs what was added, with its data, and keeps few of the finished", async () => {
    const queue = await openHere();
    const seen: Deliver[] = [];
    const all = gate();
    await queue.work(
      "deliver",
      (data) => {
        seen.push(data);
        if (seen.length === 3) all.open();
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );

    for (const shard of [1, 2, 3]) await queue.add("deliver", range(7, shard), { key: `files:${String(shard)}` });
    await all.opened;

    expect(seen).toEqual([range(7, 1), range(7, 2), range(7, 3)]);
    expect(await queue.counts("visit")).toMatchObject({ waiting: 0, active: 0 });
  });

  test("lets jobs of one key wait only once", async () => {
    const queue = await openHere();

    for (let upTo = 1; upTo <= 5; upTo++) await queue.add("deliver", range(upTo), { key: "files:0" });

    expect((await queue.counts("deliver")).waiting).toBe(1);
  });

  test("makes exactly one more run of the adds that come while one runs, never two at once", async () => {
    const queue = await openHere();
    const runs: number[] = [];
    const started = gate();
    const hold = gate();
    const second = gate();
    let atOnce = 0;
    let most = 0;
    await queue.work(
      "deliver",
      async (data) => {
        most = Math.max(most, ++atOnce);
        runs.push(data.upTo);
        if (runs.length === 1) {
          started.open();
          await hold.opened;
        } else second.open();
        atOnce--;
        return DONE;
      },
      { concurrency: 4 },
    );

    await queue.add("deliver", range(1), { key: "files:0" });
    await started.opened;
    for (let upTo = 2; upTo <= 9; upTo++) await queue.add("deliver", range(upTo), { key: "files:0" });
    hold.open();
    await second.opened;
    await expect.poll(() => queue.counts("deliver")).toMatchObject({ waiting: 0, active: 0, delayed: 0 });

    expect(runs).toEqual([1, 9]);
    expect(most).toBe(1);
  });

  test("runs a key again and again after each end: no id swallows an add", async () => {
    const queue = await openHere();
    let runs = 0;
    await queue.work(
      "deliver",
      () => {
        runs++;
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );

    for (let n = 1; n <= 5; n++) {
      await queue.add("deliver", range(n), { key: "files:0" });
      await expect.poll(() => runs).toBe(n);
      await expect.poll(async () => (await queue.counts("deliver")).active).toBe(0);
    }
  });

  test("again waits and uses no attempt", async () => {
    const queue = await openHere({ attempts: 2 });
    const attempts: number[] = [];
    const done = gate();
    await queue.work(
      "deliver",
      (_data, context: JobContext) => {
        attempts.push(context.attempt);
        if (attempts.length < 5) return Promise.resolve({ kind: "again", afterMs: 10 });
        done.open();
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );

    await queue.add("deliver", range(1), { key: "files:0" });
    await done.opened;

    expect(attempts).toEqual([1, 1, 1, 1, 1]);
  });

  test("a throw is tried again with a wait, a bounded number of times; then the key is free", async () => {
    const queue = await openHere({ attempts: 3, backoffMs: 5 });
    const attempts: number[] = [];
    await queue.work(
      "deliver",
      (_data, context) => {
        attempts.push(context.attempt);
        if (attempts.length <= 3) return Promise.reject(new Error("not now"));
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );

    await queue.add("deliver", range(1), { key: "files:0" });
    await expect.poll(async () => (await queue.counts("deliver")).failed).toBe(1);
    await queue.add("deliver", range(2), { key: "files:0" });
    await expect.poll(() => attempts).toEqual([1, 2, 3, 1]);
  });

  test("keeps a delayed job back, and does not let its key wait twice", async () => {
    const queue = await openHere();

    await queue.add("deliver", range(1), { key: "files:0", delayMs: 60_000 });
    await queue.add("deliver", range(2), { key: "files:0" });

    expect(await queue.counts("deliver")).toMatchObject({ waiting: 0, delayed: 1 });
  });

  test("makes the schedules exactly these, and their ticks run under the schedule's key", async () => {
    const queue = await openHere();
    const visited: string[] = [];
    await queue.work(
      "visit",
      (data) => {
        visited.push(data.sourceId);
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );
    await queue.schedule("visit", [everySecond("old"), everySecond("snd")]);
    await queue.schedule("visit", [everySecond("snd")]);
    visited.length = 0;
    await expect.poll(() => visited.length, { timeout: 8_000 }).toBeGreaterThanOrEqual(2);

    expect(new Set(visited)).toEqual(new Set(["snd"]));
    await queue.schedule("visit", []);
    await expect.poll(async () => (await queue.counts("visit")).delayed).toBe(0);
  });

  test("closing aborts the signal of a job that takes too long, and waits for it", async () => {
    const queue = await openHere();
    const started = gate();
    let aborted = false;
    const working = await queue.work(
      "deliver",
      async (_data, context) => {
        started.open();
        await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
        aborted = true;
        return DONE;
      },
      { concurrency: 1 },
    );

    await queue.add("deliver", range(1), { key: "files:0" });
    await started.opened;
    await working.close(20);

    expect(aborted).toBe(true);
  });

  test("says in words what is amiss with the server, and shows its queues", async () => {
    const queue = await openHere();

    for (const warning of await queue.warnings()) expect(warning).toMatch(/append-only file/);
    expect(queue.board()).toHaveLength(2);
  });
});

describe("Redis alone", () => {
  test("is reported when it does not answer", async () => {
    const opening = openQueue({ engine: { kind: "redis", url: "redis://user:secret@127.0.0.1:1" } });

    await expect(opening).rejects.toThrow(QueueUnreachableError);
    await expect(opening).rejects.toThrow(/^(?!.*secret).*ECONNREFUSED/);
  });

  test.each(["wiped", "killed and started"])("goes on working after it was %s in the middle", async (how) => {
    const server = await startRedis();
    const queue = await openQueue({ engine: { kind: "redis", url: server.url }, backoffMs: 20 });
    const seen = new Set<number>();
    await queue.work(
      "deliver",
      (data) => {
        seen.add(data.upTo);
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );
    await queue.add("deliver", range(1), { key: "files:0" });
    await expect.poll(() => seen.has(1)).toBe(true);

    if (how === "wiped") await server.wipe();
    else {
      await server.kill();
      await server.start();
    }
    await queue.add("deliver", range(2), { key: "files:0" });
    await expect.poll(() => seen.has(2), { timeout: 15_000 }).toBe(true);

    await queue.close();
    await server.stop();
  });
});
