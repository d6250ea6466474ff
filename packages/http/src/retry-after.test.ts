import { expect, test } from "vitest";

import { readRetryAfter } from "./retry-after.ts";

const now = Date.parse("2026-06-07T08:00:00Z");

test.each([
  ["120", 120_000],
  ["Sun, 07 Jun 2026 08:00:30 GMT", 30_000],
  ["Sun, 07 Jun 2026 07:00:00 GMT", 0],
  ["99999999", 86_400_000],
  ["soon", null],
  ["-5", null],
  ["2", 2000],
  [undefined, null],
])("%s means %s ms", (value, expected) => {
  expect(readRetryAfter(value, now)).toBe(expected);
});
