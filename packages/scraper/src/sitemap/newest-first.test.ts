import { expect, test } from "vitest";

import { newestFirst } from "./newest-first.ts";

const order = (...dates: (string | null)[]): number[] =>
  newestFirst(
    dates.map((date, at) => ({ date, at })),
    ({ date }) => date,
  ).map(({ at }) => at);

test("dated entries by date, then those without from the end", () => {
  expect(
    order("2026-06-01T00:00:00+08:00", null, "2026-06-03T09:30:00+08:00", null, "2026-06-02T00:00:00+08:00"),
  ).toEqual([2, 4, 0, 3, 1]);
});

test("what a system stamps with one date comes from the end", () => {
  expect(order("2026-06-01T00:00:00+08:00", "2026-06-01T00:00:00+08:00", "2026-06-01T00:00:00+08:00")).toEqual([
    2, 1, 0,
  ]);
});
