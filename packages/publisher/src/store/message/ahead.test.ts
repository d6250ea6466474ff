import type { Receipt } from "@caibian/schema";
import { expect, test } from "vitest";

import { StoreDownError, StoreThrottledError } from "../../errors.ts";
import { articleOf, deliveryOf } from "../../fixtures/article.ts";
import { Ahead } from "./ahead.ts";

const CONTEXT = { replay: false, signal: new AbortController().signal };
const batch = [1, 2, 3, 4].map((n) => deliveryOf(articleOf(n), n));
const stored = (seq: number): Receipt => ({ seq, outcome: "stored" });
const down = new StoreDownError({ code: "E_STORE_DOWN", what: "away" });

test("counts what comes before the first gap, and remembers once what was dealt with behind it", () => {
  const ahead = new Ahead();

  const receipts = ahead.giveBack(batch, [stored(1), undefined, stored(3)], down, CONTEXT);

  expect(receipts.map((one) => [one.seq, one.outcome])).toEqual([
    [1, "stored"],
    [2, "retry"],
    [3, "retry"],
    [4, "retry"],
  ]);
  expect(ahead.take(2, CONTEXT)).toBeNull();
  expect(ahead.take(3, CONTEXT)).toEqual(stored(3));
  expect(ahead.take(3, CONTEXT)).toBeNull();
});

test("throws when the first of the batch waits, and remembers the rest", () => {
  const ahead = new Ahead();

  expect(() => ahead.giveBack(batch, [undefined, stored(2)], down, CONTEXT)).toThrow(down);
  expect(ahead.take(2, CONTEXT)).toEqual(stored(2));
});

test("says how long a receiver asked us to wait", () => {
  const throttled = new StoreThrottledError({ code: "E_STORE_THROTTLED", what: "slowly", afterMs: 700 });

  const receipts = new Ahead().giveBack(batch, [stored(1)], throttled, CONTEXT);

  expect(receipts.slice(1).map((one) => one.afterMs)).toEqual([700, 700, 700]);
});

test("neither a dead letter nor a backfill is taken for what was sent with the log", () => {
  const ahead = new Ahead();
  ahead.giveBack(batch, [stored(1), undefined, stored(3)], down, CONTEXT);

  expect(ahead.take(3, { ...CONTEXT, replay: true })).toBeNull();
  expect(ahead.take(3, { ...CONTEXT, backfill: "b1" })).toBeNull();
  expect(ahead.take(3, CONTEXT)).toEqual(stored(3));
});
