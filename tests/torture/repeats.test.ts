import { shardOf } from "@caibian/schema";
import type { StoreRecord } from "@caibian/testkit";
import { expect, test } from "vitest";

import { repeatedBatches } from "./repeats.ts";

const [a = "", b = "", c = ""] = idsOf(3);
const other = idsOf(1, 5)[0] ?? "";
const OPTIONS = { batchSize: 2, resent: 0 };

/** Ids of one shard. */
function idsOf(count: number, shard = 3): readonly string[] {
  const ids = Array.from({ length: 400 }, (_, n) => `article-${String(n)}`).filter((id) => shardOf(id) === shard);
  return ids.slice(0, count);
}

function batchesOf(ids: readonly string[], options = OPTIONS): readonly (readonly [number, number])[] {
  const records = ids.map((id): StoreRecord => ({ id, url: null, revision: 1, status: "usable", record: null }));
  return repeatedBatches(records, options).map(({ shard, batches }) => [shard, batches]);
}

test("nothing that comes once is a repeat", () => {
  expect(batchesOf([a, b, other, c])).toEqual([]);
});

test("a batch that comes again counts once, also with another shard's records in between", () => {
  expect(batchesOf([a, b, a, other, b, c])).toEqual([[3, 1]]);
});

test("it counts again for each time it comes, and for what a batch cannot hold", () => {
  expect(batchesOf([a, b, a, b, a, b])).toEqual([[3, 2]]);
  expect(batchesOf([a, b, c, a, b, c])).toEqual([[3, 2]]);
});

test("shards are counted by themselves", () => {
  expect(batchesOf([a, other, a, other])).toEqual([
    [3, 1],
    [5, 1],
  ]);
});

test("history that was sent on purpose is no repeat", () => {
  expect(batchesOf([a, b, a, b], { ...OPTIONS, resent: 1 })).toEqual([]);
});
