import { expect, test } from "vitest";

import { arrivalOf } from "./arrival.ts";

const at = (text: string): number => Date.parse(text);

test.each([
  ["a day", "2026-06-01", "2026-06-01T00:00:00+08:00", "2026-06-02T00:00:00+08:00"],
  [
    "midnight, which sites print for a day",
    "2026-06-01T00:00:00+08:00",
    "2026-06-01T00:00+08:00",
    "2026-06-02T00:00+08:00",
  ],
  ["a minute", "2026-06-01T08:30:00+08:00", "2026-06-01T08:30+08:00", "2026-06-01T08:30+08:00"],
  ["another zone's minute", "2026-06-01T00:30:00Z", "2026-06-01T08:30+08:00", "2026-06-01T08:30+08:00"],
])("takes %s for the time in which it can have come up", (_name, text, from, to) => {
  expect(arrivalOf(text)).toEqual({ fromMs: at(from), toMs: at(to) });
});

test("knows nothing of an item without a date, or with one that is none", () => {
  expect([arrivalOf(null), arrivalOf("gestern"), arrivalOf("2026-13-45")]).toEqual([null, null, null]);
});
