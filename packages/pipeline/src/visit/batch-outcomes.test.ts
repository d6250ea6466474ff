import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";

import { batchOutcomes } from "./batch-outcomes.ts";
import { mapAhead } from "./map-ahead.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* twoThenCut(): AsyncGenerator<number> {
  yield 1;
  yield 2;
  throw new Error("cut");
}

async function* countTo(n: number): AsyncGenerator<number> {
  for (let i = 1; i <= n; i++) yield i;
}

test("fills batches and gives the rest at the end", async () => {
  expect(await collect(batchOutcomes(countTo(5), { size: 2, waitMs: 1000 }))).toEqual([[1, 2], [3, 4], [5]]);
});

test("an item does not wait for company longer than it must", async () => {
  const gate = new EventEmitter();
  async function* slow(): AsyncGenerator<number> {
    yield 1;
    await once(gate, "open");
    yield 2;
  }

  const batches = batchOutcomes(slow(), { size: 10, waitMs: 5 });

  expect((await batches.next()).value).toEqual([1]);
  gate.emit("open");
  expect((await batches.next()).value).toEqual([2]);
  expect((await batches.next()).done).toBe(true);
});

test("what came before a failure is not lost", async () => {
  const batches = batchOutcomes(twoThenCut(), { size: 10, waitMs: 1000 });

  expect((await batches.next()).value).toEqual([1, 2]);
  await expect(batches.next()).rejects.toThrow("cut");
});

test("stopping early closes the producer", async () => {
  let closed = false;
  async function* producer(): AsyncGenerator<number> {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      closed = true;
    }
  }

  for await (const batch of batchOutcomes(producer(), { size: 3, waitMs: 10 })) {
    expect(batch).toEqual([0, 1, 2]);
    break;
  }

  expect(closed).toBe(true);
});

test("maps ahead in order, and no further than asked", async () => {
  let running = 0;
  let most = 0;
  const doubled = mapAhead(countTo(20), 4, async (n) => {
    running++;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, (n * 7) % 5));
    running--;
    return n * 2;
  });

  expect(await collect(doubled)).toEqual(Array.from({ length: 20 }, (_, n) => (n + 1) * 2));
  expect(most).toBeLessThanOrEqual(4);
});
