import { SHARDS, shardOf, type Delivery, type NewDeadLetter, type Queue, type Receipt } from "@caibian/schema";
import type { StoreAdapter } from "@caibian/schema";
import { expect, test } from "vitest";

import { createPublisher, type Publisher } from "../create-publisher.ts";
import { StoreDownError, StoreThrottledError, StoreTransientError } from "../errors.ts";
import { articleOf } from "../fixtures/article.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import type { PublishEvent } from "./events.ts";

/** Replays need no queue. */
const idle: Queue = {
  engine: "redis",
  add: () => Promise.resolve(),
  work: () => Promise.resolve({ close: () => Promise.resolve() }),
  counts: () => Promise.reject(new Error("nobody asks")),
  setSchedules: () => Promise.resolve(),
  runNow: () => Promise.resolve(),
  close: () => Promise.resolve(),
} as unknown as Queue;

/** A Store in memory that answers what the test says. */
class AnsweringStore implements StoreAdapter {
  readonly given: Delivery[] = [];
  answer: (delivery: Delivery) => Receipt | Error | Promise<Receipt> = ({ seq }) => ({ seq, outcome: "stored" });

  open(): Promise<void> {
    return Promise.resolve();
  }

  async write(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    for (const delivery of batch) {
      const answer = await this.answer(delivery);
      if (answer instanceof Error) throw answer;
      this.given.push(delivery);
      receipts.push(answer);
    }
    return receipts;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A log whose Store has refused all of its articles. */
async function refusedLog(count: number, over: Partial<NewDeadLetter> = {}, storeId = "s"): Promise<MemoryLog> {
  const log = new MemoryLog();
  for (let n = 0; n < count; n++) log.commit(articleOf(n));
  for (let shard = 0; shard < SHARDS; shard++) await refuseAll(log, shard, over, storeId);
  await log.askReplay((await log.deadLetters({})).map((letter) => letter.id));
  return log;
}

async function refuseAll(log: MemoryLog, shard: number, over: Partial<NewDeadLetter>, storeId: string): Promise<void> {
  const rows = log.rows.filter((row) => shardOf(row.articleId) === shard);
  const letters = rows.map(({ seq, articleId, revision, op }) => {
    return { seq, articleId, revision, op, reason: "too long", attempts: 1, ...over };
  });
  const last = rows.at(-1);
  if (last !== undefined) await log.advance(await log.cursor(storeId, shard), last.seq, letters);
}

function publisherOf(log: MemoryLog, adapter: StoreAdapter, events: PublishEvent[] = []): Publisher {
  return createPublisher({
    log,
    stores: [{ id: "s", adapter }],
    queue: idle,
    report: (event) => void events.push(event),
  });
}

test("letters that two processes find at once are sent once", async () => {
  const log = await refusedLog(50);
  const store = new AnsweringStore();
  const publishers = [publisherOf(log, store), publisherOf(log, store)];

  await Promise.all(publishers.flatMap((publisher) => [publisher.replayAsked(), publisher.replayAsked()]));
  await publishers[0]!.replayAsked();

  expect(store.given).toHaveLength(50);
  expect(new Set(store.given.map((one) => one.articleId)).size).toBe(50);
  expect(await log.deadLetters({})).toEqual([]);
});

test("what another process sends is told apart from what waits", async () => {
  const log = await refusedLog(1);
  const [letter] = await log.deadLetters({});
  await log.claimLetters([letter!.id], { holder: "other", leaseMs: 60_000, onlyAsked: false });

  const report = await publisherOf(log, new AnsweringStore()).replay({});

  expect(report).toMatchObject({ delivered: 0, waiting: [{ id: letter!.id, isElsewhere: true }] });
});

test("what is refused once more is no longer asked for, and anybody may take it again", async () => {
  const log = await refusedLog(3);
  const store = new AnsweringStore();
  store.answer = ({ seq }) => ({ seq, outcome: "rejected", reason: "still too long" });
  const publisher = publisherOf(log, store);

  const report = await publisher.replayAsked();

  expect(report.refused.map((one) => one.reason)).toEqual(Array(3).fill("still too long"));
  expect(await log.askedReplays()).toEqual([]);
  const ids = (await log.deadLetters({})).map((letter) => letter.id);
  expect(await log.claimLetters(ids, { holder: "next", leaseMs: 1, onlyAsked: false })).toEqual(ids);
});

test("a store that asks for time is left alone until the time is over", async () => {
  const log = await refusedLog(5);
  const store = new AnsweringStore();
  let asked = 0;
  store.answer = () => {
    asked++;
    return new StoreThrottledError({ code: "E_STORE", what: "too many requests", afterMs: 60_000 });
  };
  const publisher = publisherOf(log, store);

  const first = await publisher.replayAsked();
  await publisher.replayAsked();

  expect(asked).toBe(1);
  expect(first.waiting).toHaveLength(5);
  expect(await log.askedReplays()).toHaveLength(5);
});

test("a receipt that asks for time is obeyed as well", async () => {
  const log = await refusedLog(5);
  const store = new AnsweringStore();
  store.answer = ({ seq }) => ({ seq, outcome: "retry", reason: "slow down", afterMs: 60_000 });
  const publisher = publisherOf(log, store);

  const report = await publisher.replayAsked();
  await publisher.replayAsked();

  expect(store.given).toHaveLength(1);
  expect(report.refused).toEqual([]);
  expect(report.waiting.map((one) => one.isElsewhere)).toEqual(Array(5).fill(false));
});

test("a store that is down is told of once, and not asked by every letter", async () => {
  const log = await refusedLog(5);
  const events: PublishEvent[] = [];
  const store = new AnsweringStore();
  let asked = 0;
  store.answer = () => {
    asked++;
    return new StoreDownError({ code: "E_STORE_DOWN", what: "the test's store is away" });
  };
  const publisher = publisherOf(log, store, events);

  await publisher.replayAsked();

  expect(asked).toBe(1);
  expect(events.map((event) => event.kind)).toEqual(["store-down"]);
  expect(publisher.health()).toMatchObject([{ state: "down" }]);
});

test("a letter that always failed and fails again does not stand before the others", async () => {
  const log = await refusedLog(5, { class: "transient" });
  const poison = (await log.deadLetters({}))[0]!.articleId;
  const store = new AnsweringStore();
  store.answer = ({ seq, articleId }) =>
    articleId === poison ? new StoreTransientError({ code: "E_STORE", what: "a hiccup" }) : { seq, outcome: "stored" };

  const report = await publisherOf(log, store).replayAsked();

  expect(report).toMatchObject({ delivered: 4, refused: [{ reason: "a hiccup" }], waiting: [] });
});

test("letters of a store that is no longer configured wait, and hold up nobody", async () => {
  const log = await refusedLog(2, {}, "gone");

  const report = await publisherOf(log, new AnsweringStore()).replayAsked();

  expect(report.waiting.map((one) => one.reason)).toEqual([
    expect.stringContaining("not configured"),
    expect.stringContaining("not configured"),
  ]);
});

test("what the log is still to bring is left to the log", async () => {
  const log = await refusedLog(1);
  const store = new AnsweringStore();
  const [row] = log.rows;
  log.deadDelivery = () => Promise.resolve({ ...row!, seq: row!.seq + 1, revision: 2 });

  const report = await publisherOf(log, store).replayAsked();

  expect(report).toMatchObject({ delivered: 1 });
  expect(store.given).toEqual([]);
  expect(await log.deadLetters({})).toEqual([]);
});

test("a takedown that lands while the text is written has the last word", async () => {
  const log = await refusedLog(1);
  const store = new AnsweringStore();
  store.answer = ({ seq, op }) => {
    if (op !== "withdraw") log.withdraw(log.rows[0]!.article!);
    return { seq, outcome: "stored" };
  };
  log.deadDelivery = () => Promise.resolve(log.rows.at(-1) ?? null);

  await publisherOf(log, store).replayAsked();

  expect(store.given.map((one) => one.op)).toEqual(["publish", "withdraw"]);
});
