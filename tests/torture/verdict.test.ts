import { expect, test } from "vitest";
import type { StoreRecord } from "@caibian/testkit";

import { judge, type Evidence } from "./verdict.ts";

const drill = (rowsPerSecond: number): Evidence["before"][number] => ({ stories: 10, rowsPerSecond, storeMs: {} });
const record = (id: string, revision: number, url = "u"): StoreRecord => ({
  id,
  url,
  revision,
  status: "usable",
  record: null,
});
const hook = (records: readonly StoreRecord[]): Evidence["readings"] => [{ name: "hook", kind: "message", records }];

const sound: Evidence = {
  audit: { missed: [], lost: [], doubled: [], corrupt: [], stale: [], repeats: 3, details: [] },
  readings: hook([record("a", 1), record("a", 1), record("a", 2), record("a", 1), record("b", 1)]),
  fresh: { hook: 900 },
  caughtUp: { hook: 10 },
  before: [drill(100), drill(90), drill(300)],
  after: [drill(80), drill(10), drill(85)],
  occasions: { hook: 2 },
  batchSize: 100,
  leftovers: [],
  quarantined: [],
  differences: [],
  refused: [],
  stops: [{ member: "serve", code: 0, ms: 800 }],
  broken: [],
};

test("clean books, fresh stories in time and a median rate of 0.8 are sound; repeats of a message are allowed", () => {
  expect(judge(sound)).toEqual({ isSound: true, failures: [], drainRatio: 0.8 });
});

test.each<[string, Partial<Evidence>, RegExp]>([
  [
    "a lost story",
    { audit: { ...sound.audit, lost: [{ store: "hook", id: "a", url: "u", why: "gone" }] } },
    /lost: 1, expected none/,
  ],
  [
    "more repeats in a shard than a batch an occasion",
    { readings: hook(Array.from({ length: 4 }, () => record("a", 1))) },
    /hook: 3 batches of shard \d+ came again, expected one an occasion at most \(2\)/,
  ],
  ["a word of a story that was taken down", { leftovers: ["out.db: CB-000001"] }, /taken down: out\.db/],
  ["a store that differs from the ledger", { differences: ["main: 1 missing"] }, /differs from the ledger: main/],
  ["an order that nobody took", { refused: ["erase"] }, /operator's order was not taken: erase/],
  ["a repeat with other words", { readings: hook([record("a", 1), record("a", 1, "v")]) }, /a:1 came again with other/],
  ["a correction that comes too early", { readings: hook([record("a", 2), record("a", 1)]) }, /a:1 came after a later/],
  ["a fresh story that never came", { fresh: { hook: null } }, /hook holds fresh stories after no ms/],
  ["a store that catches up late", { caughtUp: { hook: 60_001 } }, /everything that the site shows after 60001 ms/],
  ["a slower backlog", { after: [drill(79)] }, /0\.79 of the undisturbed rate/],
  ["a backlog that was not measured", { after: [] }, /NaN of the undisturbed rate/],
  ["a stop by force", { stops: [{ member: "serve", code: null, ms: 12_000 }] }, /serve stopped with null/],
  ["a fault that could not be mended", { broken: ["redis killed: no"] }, /the run itself: redis killed: no/],
])("%s is not sound", (_, change, words) => {
  const { isSound, failures } = judge({ ...sound, ...change });

  expect(isSound).toBe(false);
  expect(failures).toEqual([expect.stringMatching(words)]);
});
