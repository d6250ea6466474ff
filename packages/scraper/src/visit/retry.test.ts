import { expect, test } from "vitest";

import { retryDelay } from "./retry.ts";

const failed = { kind: "transient", attempts: 0, afterMs: null, jitter: 0.5 } as const;

test("waits twice as long each time, up to a day", () => {
  expect([0, 1, 2, 7].map((attempts) => retryDelay({ ...failed, attempts }))).toEqual([
    60_000, 120_000, 240_000, 7_680_000,
  ]);
  expect(retryDelay({ ...failed, kind: "unreachable", attempts: 9 })).toBe(86_400_000);
});

test("spreads by a fifth to both sides", () => {
  expect(retryDelay({ ...failed, jitter: 0 })).toBe(48_000);
  expect(retryDelay({ ...failed, jitter: 0.999 })).toBeLessThan(72_000);
});

test("gives up after the class's tries, at once on what we refuse", () => {
  expect(retryDelay({ ...failed, attempts: 8 })).toBeNull();
  expect(retryDelay({ ...failed, kind: "refused" })).toBeNull();
  expect(retryDelay({ ...failed, kind: "gone-wrong" })).toBeNull();
});

test("a throttled lead waits as long as the server asks, however often", () => {
  expect(retryDelay({ ...failed, kind: "throttled", attempts: 99, afterMs: 7000 })).toBe(7000);
});
