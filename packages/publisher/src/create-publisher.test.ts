import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openQueue, type OpenQueue, type QueueEngine } from "@caibian/queue";
import { shardOf, storeSchema, type Article, type Delivery, type StoreAdapter } from "@caibian/schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openPglitePool } from "../../queue/src/fixtures/pglite-pool.ts";
import { startRedis } from "@caibian/testkit";
import { createPublisher, type Publisher, type PublisherOptions } from "./create-publisher.ts";
import type { PublishEvent } from "./deliver/events.ts";
import { StoreDownError, StoreTransientError } from "./errors.ts";
import { articleOf } from "./fixtures/article.ts";
import { MemoryLog } from "./fixtures/memory-log.ts";
import { fetchPoster, startReceiver } from "./fixtures/receiver.ts";

interface Server {
  readonly engine: QueueEngine;
  readonly wipe: (() => Promise<void>) | null;
  stop(): Promise<void>;
}

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  Redis: async () => {
    const server = await startRedis();
    return { engine: { kind: "redis", url: server.url }, wipe: () => server.wipe(), stop: () => server.stop() };
  },
  PGlite: async () => {
    const pool = await openPglitePool();
    return { engine: { kind: "postgres", pool }, wipe: null, stop: () => pool.end() };
  },
};

/** A Store in memory that does what the test says. */
class FakeStore implements StoreAdapter {
  readonly taken: Delivery[] = [];
  trouble: (batch: readonly Delivery[]) => Error | null = () => null;

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(batch: readonly Delivery[]): ReturnType<StoreAdapter["write"]> {
    const error = this.trouble(batch);
    if (error !== null) return Promise.reject(error);
    this.taken.push(...batch);
    return Promise.resolve(batch.map(({ seq }) => ({ seq, outcome: "stored" })));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const hiccup = (): Error => new StoreTransientError({ code: "E_STORE", what: "a hiccup" });
const articles = (count: number, revision = 1): Article[] =>
  Array.from({ length: count }, (_, n) => articleOf(n, revision));
const down = (): Error => new StoreDownError({ code: "E_STORE_DOWN", what: "the test's store is away" });

describe.each(Object.entries(SERVERS))("the publisher over a queue on %s", (_name, startServer) => {
  let server: Server;
  let queue: OpenQueue;
  let log: MemoryLog;
  let folder: string;
  let events: PublishEvent[];
  const open: Publisher[] = [];

  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "publisher-"));
    queue = await openQueue({ engine: server.engine, prefix: `p${randomBytes(4).toString("hex")}`, backoffMs: 20 });
    log = new MemoryLog();
    events = [];
  });
  afterEach(async () => {
    for (const publisher of open.splice(0)) await publisher.close();
    await queue.close();
    await rm(folder, { recursive: true });
  });
  afterAll(() => server.stop());

  function publisherOf(stores: PublisherOptions["stores"], options: Partial<PublisherOptions> = {}): Publisher {
    const publisher = createPublisher({ log, stores, queue, report: (event) => events.push(event), ...options });
    open.push(publisher);
    return publisher;
  }
  const kinds = (): readonly string[] => events.map((event) => event.kind);

  test("brings everything to every store, in order within a shard", async () => {
    const fake = new FakeStore();
    const jsonl = storeSchema.parse({ id: "files", type: "jsonl", path: folder, batchSize: 7 });
    const sqlite = storeSchema.parse({ id: "lite", type: "sqlite", path: join(folder, "a.db") });
    log.commit(...articles(200), ...articles(50, 2));

    const report = await publisherOf([jsonl, sqlite, { id: "fake", adapter: fake }]).drain();

    expect(report).toMatchObject({ isDone: true, stores: [{ behind: 0 }, { behind: 0 }, { behind: 0 }] });
    expect((await readFile(join(folder, "articles.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(250);
    for (let shard = 0; shard < 16; shard++) {
      const seqs = fake.taken.filter((one) => shardOf(one.articleId) === shard).map((one) => one.seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    }
  });

  test("delivers what is committed later once it is told, and once only", async () => {
    const fake = new FakeStore();
    const publisher = publisherOf([{ id: "fake", adapter: fake }], { reconcileMs: 3_600_000 });
    await publisher.start();

    for (let n = 0; n < 60; n++) await publisher.notify(log.commit(articleOf(n % 20, 1 + Math.floor(n / 20))));

    await expect.poll(() => fake.taken.length, { timeout: 10_000 }).toBe(60);
    expect(new Set(fake.taken.map((one) => one.seq)).size).toBe(60);
  });

  test("a dead store lags alone, is reported once, and catches up when it is back", async () => {
    const good = new FakeStore();
    const bad = new FakeStore();
    bad.trouble = down;
    log.commit(...articles(60));
    const publisher = publisherOf([
      { id: "good", adapter: good },
      { id: "bad", adapter: bad },
    ]);

    const report = await publisher.drain({ timeoutMs: 10_000 });

    expect(good.taken).toHaveLength(60);
    expect(report).toMatchObject({
      isDone: false,
      stores: [
        { isDrained: true, state: "up" },
        { state: "down", behind: 60 },
      ],
    });
    expect(kinds().filter((kind) => kind === "store-down")).toHaveLength(1);
    bad.trouble = () => null;
    await expect.poll(() => bad.taken.length, { timeout: 15_000 }).toBe(60);
    expect(kinds().filter((kind) => kind === "store-up")).toHaveLength(1);
  });

  test("a store that hangs fills its own places and nobody else's", async () => {
    const good = new FakeStore();
    const slow = new FakeStore();
    const gate = new EventEmitter();
    const opened = once(gate, "open");
    const write = slow.write.bind(slow);
    let most = 0;
    let writing = 0;
    slow.write = async (batch) => {
      most = Math.max(most, ++writing);
      await opened;
      writing--;
      return write(batch);
    };
    log.commit(...articles(100));
    const publisher = publisherOf([
      { id: "slow", adapter: slow },
      { id: "good", adapter: good },
    ]);

    await publisher.drain({ only: ["slow"], timeoutMs: 500 });
    const report = await publisher.drain({ only: ["good"], timeoutMs: 10_000 });

    expect(report).toMatchObject({ isDone: true, stores: [{ storeId: "good", behind: 0 }] });
    expect(most).toBe(4);
    gate.emit("open");
    await expect.poll(() => slow.taken.length, { timeout: 10_000 }).toBe(100);
  });

  test("a store that nobody knows, and a door that was not given, are told by name", async () => {
    const publisher = publisherOf([{ id: "fake", adapter: new FakeStore() }]);

    await expect(publisher.verify("other")).rejects.toMatchObject({ code: "E_STORE_UNKNOWN", exitCode: 2 });
    await expect(publisher.backfill("fake")).rejects.toMatchObject({ code: "E_PUBLISHER_DOOR" });
    await expect(publisher.verify("fake")).rejects.toMatchObject({ code: "E_PUBLISHER_DOOR" });
  });

  test("a bad record goes to the dead letters alone, and can be sent again", async () => {
    const receiver = await startReceiver();
    receiver.answer = ({ body }) => ({ status: body.includes("第7条") ? 422 : 204 });
    const hook = storeSchema.parse({ id: "hook", type: "webhook", url: receiver.url });
    log.commit(...articles(40));
    const publisher = publisherOf([hook], { client: fetchPoster });

    const report = await publisher.drain();

    expect(report).toMatchObject({ isDone: true, stores: [{ deadLetters: 1 }] });
    expect(receiver.received).toHaveLength(39);
    expect(await log.deadLetters({})).toMatchObject([{ storeId: "hook", articleId: articleOf(7).id, attempts: 1 }]);
    receiver.answer = () => ({ status: 204 });
    expect(await publisher.replay({ storeId: "hook" })).toEqual({ delivered: 1, gone: 0, refused: [], waiting: [] });
    expect(receiver.received).toHaveLength(40);
    expect(await log.deadLetters({})).toEqual([]);
    await receiver.stop();
  });

  test("a record that fails each time while others go through is left behind at last", async () => {
    const fake = new FakeStore();
    const poison = articleOf(3).id;
    fake.trouble = (batch) => (batch.some((one) => one.articleId === poison) ? hiccup() : null);
    log.commit(...articles(30));
    const publisher = publisherOf([{ id: "fake", adapter: fake, batchSize: 1 }], { firstRetryMs: 20 });
    await publisher.start();

    let n = 100;
    const others = setInterval(() => void publisher.notify(log.commit(articleOf(n++))), 50);
    await expect.poll(() => kinds().includes("dead-letter"), { timeout: 30_000, interval: 100 }).toBe(true);
    clearInterval(others);

    expect(await log.deadLetters({})).toMatchObject([{ articleId: poison, attempts: 8 }]);
  }, 40_000);

  test("tells of each batch before the write, after it, and after the cursor", async () => {
    log.commit(articleOf(1));

    await publisherOf([{ id: "fake", adapter: new FakeStore() }]).drain();

    expect(kinds()).toEqual(["batch-read", "batch-written", "advanced"]);
  });

  test("goes on from the cursors when the queue has been wiped in the middle", async () => {
    if (server.wipe === null) return;
    const fake = new FakeStore();
    const publisher = publisherOf([{ id: "fake", adapter: fake, batchSize: 1 }], { reconcileMs: 200 });
    log.commit(...articles(300));
    await publisher.start();
    await expect.poll(() => fake.taken.length, { interval: 1 }).toBeGreaterThan(3);

    await server.wipe();

    await expect.poll(async () => (await publisher.lag())[0]?.behind, { timeout: 15_000 }).toBe(0);
    expect(new Set(fake.taken.map((one) => one.seq)).size).toBe(300);
  });
});
