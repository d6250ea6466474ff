import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import type { Delivery, Receipt, StoreAdapter } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import { StoreDownError, StoreTransientError } from "../errors.ts";
import { articleOf, numbersOfShard } from "../fixtures/article.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { deliverShard, type StopSignals } from "./deliver-shard.ts";
import type { PublishEvent } from "./events.ts";
import { Shop, type DeliverDoors } from "./shop.ts";

const HICCUP = { code: "E_STORE", what: "a hiccup" };
const BOUNDS = { batchSize: 10, batchBytes: 1_000_000, maxLag: 1_000, shardsAtOnce: 1, writeMs: 60_000 };
const SHARD = 3;
const OTHER = 4;
const numbers = numbersOfShard(SHARD, 40);

/** A Store in memory that does what the test says. */
class FakeStore implements StoreAdapter {
  readonly batches: (readonly Delivery[])[] = [];
  answer: (batch: readonly Delivery[]) => Promise<readonly Receipt[]> = (batch) =>
    Promise.resolve(batch.map(({ seq }) => ({ seq, outcome: "stored" })));

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    this.batches.push(batch);
    return this.answer(batch);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

let log: MemoryLog;
let store: FakeStore;
let shop: Shop;
let doors: DeliverDoors;
let events: PublishEvent[];
let stop: AbortController;
let signals: StopSignals;

beforeEach(() => {
  log = new MemoryLog();
  store = new FakeStore();
  events = [];
  doors = { log, report: (event) => events.push(event), now: Date.now, dice: () => 0.5, firstRetryMs: 10 };
  shop = new Shop("s", BOUNDS, () => Promise.resolve(store), doors);
  stop = new AbortController();
  signals = { stop: stop.signal, abort: new AbortController().signal };
  log.commit(...numbers.map((n) => articleOf(n)));
});

const sizes = (): readonly number[] => store.batches.map((batch) => batch.length);

/** A try at the shard that ends with its process, while another shard moves on. */
async function crash(n: number): Promise<void> {
  await log.claim("s", SHARD);
  const [other = 0] = numbersOfShard(OTHER, 1);
  log.commit(articleOf(other, n));
  await sleep(1);
  const claim = await log.claim("s", OTHER);
  if (claim !== null) await log.advance(claim, log.rows.length, []);
}

test("takes the shard in batches, in order, and ends when nothing is left", async () => {
  expect(await deliverShard(shop, SHARD, doors, signals)).toEqual({ kind: "done" });

  const seqs = store.batches.flat().map((one) => one.seq);
  expect(sizes()).toEqual([10, 10, 10, 10]);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(await log.behind("s")).not.toContain(SHARD);
});

test("reads the next batch while the store writes, and no further", async () => {
  let reads = 0;
  const read = log.read.bind(log);
  log.read = (asked) => {
    reads++;
    return read(asked);
  };
  let readsAtFirstWrite = 0;
  store.answer = async (batch) => {
    await sleep(5);
    if (store.batches.length === 1) readsAtFirstWrite = reads;
    return batch.map(({ seq }) => ({ seq, outcome: "stored" }));
  };

  await deliverShard(shop, SHARD, doors, signals);

  expect(readsAtFirstWrite).toBe(2);
  expect(reads).toBe(4);
});

test("stops after the batch at hand when it is told to", async () => {
  store.answer = (batch) => {
    stop.abort();
    return Promise.resolve(batch.map(({ seq }) => ({ seq, outcome: "stored" })));
  };

  expect(await deliverShard(shop, SHARD, doors, signals)).toEqual({ kind: "again", afterMs: 0 });

  expect(sizes()).toEqual([10]);
  expect(events.map((event) => event.kind)).toEqual(["batch-read", "batch-written", "advanced"]);
});

test("a record with which process after process died is left behind, and the rest goes on", async () => {
  for (let n = 1; n <= 4; n++) await crash(n);

  const outcome = await deliverShard(shop, SHARD, doors, signals);
  expect(outcome).toEqual({ kind: "again", afterMs: 0 });
  expect(await deliverShard(shop, SHARD, doors, signals)).toEqual({ kind: "done" });

  const letters = await log.deadLetters({ storeId: "s" });
  expect(letters).toMatchObject([{ class: "crash", articleId: articleOf(numbers[0] ?? 0).id, attempts: 4 }]);
  expect(store.batches.flat()).toHaveLength(numbers.length - 1);
}, 10_000);

test("a place where two processes died goes record by record, so that the fault is one record's", async () => {
  await crash(1);
  await crash(2);

  await deliverShard(shop, SHARD, doors, signals);

  expect(sizes()).toEqual([...Array.from({ length: 10 }, () => 1), 10, 10, 10]);
  expect(await log.deadLetters({})).toEqual([]);
}, 10_000);

test("a process that ends while such a place waits does not count against its record", async () => {
  await crash(1);
  await crash(2);
  const delivering = deliverShard(shop, SHARD, doors, signals);
  await sleep(500);

  expect(await log.claim("s", SHARD)).toMatchObject({ attempts: 3, failures: 0 });
  await delivering;
}, 10_000);

test("a store that was away makes no record suspect", async () => {
  store.answer = () => Promise.reject(new StoreDownError({ code: "E_STORE_DOWN", what: "away" }));
  for (let n = 0; n < 12; n++) {
    await deliverShard(shop, SHARD, doors, signals);
    await sleep(1);
  }

  expect(await log.claim("s", SHARD)).toMatchObject({ attempts: 1, failures: 0 });
});

test("failures of the store count as tries, and not as deaths", async () => {
  store.answer = () => Promise.reject(new StoreTransientError({ code: "E_STORE", what: "a hiccup" }));
  await deliverShard(shop, SHARD, doors, signals);
  await deliverShard(shop, SHARD, doors, signals);

  expect(await log.claim("s", SHARD)).toMatchObject({ attempts: 3, failures: 2 });
});

test("a ledger that fails makes no record suspect", async () => {
  const read = log.read.bind(log);
  log.read = () => Promise.reject(new Error("the ledger is away"));
  for (let n = 0; n < 6; n++) await expect(deliverShard(shop, SHARD, doors, signals)).rejects.toThrow("away");
  log.read = read;

  expect(await log.claim("s", SHARD)).toMatchObject({ attempts: 1, failures: 0 });
});

test("moves that the store had no part in make no other record hopeless, and close no breaker", async () => {
  const [other = 0] = numbersOfShard(OTHER, 1);
  store.answer = (batch) => {
    if (batch[0]?.articleId !== articleOf(other).id) return Promise.reject(new StoreTransientError(HICCUP));
    return Promise.resolve(batch.map(({ seq }) => ({ seq, outcome: "skipped" })));
  };

  for (let n = 1; n <= 12; n++) {
    await deliverShard(shop, SHARD, { ...doors, now: () => n * 60_000 }, signals);
    log.commit(articleOf(other, n));
    await sleep(1);
    await deliverShard(shop, OTHER, doors, signals);
  }

  expect(await log.deadLetters({})).toEqual([]);
  expect(events.map((event) => event.kind)).not.toContain("store-up");
});

test("a write that our own stop breaks off counts as no try, and says nothing of the store", async () => {
  const abort = new AbortController();
  store.answer = () => {
    abort.abort();
    return Promise.reject(new StoreTransientError(HICCUP));
  };

  await deliverShard(shop, SHARD, doors, { ...signals, abort: abort.signal });

  expect(await log.claim("s", SHARD)).toMatchObject({ attempts: 1, failures: 0 });
  expect(events.map((event) => event.kind)).toEqual(["batch-read"]);
});

test("a second job at a shard does not write beside the first", async () => {
  const gate = new EventEmitter();
  const first = once(gate, "writing");
  store.answer = async (batch) => {
    gate.emit("writing");
    await sleep(5);
    return batch.map(({ seq }) => ({ seq, outcome: "stored" }));
  };
  const delivering = deliverShard(shop, SHARD, doors, signals);
  await first;

  expect(await deliverShard(shop, SHARD, doors, signals)).toMatchObject({ kind: "again" });
  await delivering;

  expect(store.batches.flat()).toHaveLength(numbers.length);
});

test("a job that the breaker refuses does not end another's probe", async () => {
  let now = 0;
  const closed = new Shop("s", { ...BOUNDS, shardsAtOnce: 2, writeMs: 60_000 }, () => Promise.resolve(store), {
    ...doors,
    now: () => now,
  });
  closed.breaker.failed(new StoreDownError({ code: "E_STORE_DOWN", what: "away" }), 1);
  now = 60_000;
  expect(closed.breaker.admit()).toBe(0);

  await deliverShard(closed, SHARD, doors, signals);

  expect(closed.breaker.admit()).toBeGreaterThan(0);
  expect(store.batches).toEqual([]);
});
