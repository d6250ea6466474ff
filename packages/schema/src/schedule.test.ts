import { expect, test } from "vitest";

import { isCron, isTimeZone } from "./schedule.ts";

test.each(["*/30 * * * *", "0 6-22/2 * * mon-fri", "*/2 * * * * *", "5,35 8 1 jan,jul ?", "0 0 * * 7"])(
  "takes %s as a schedule",
  (text) => {
    expect(isCron(text)).toBe(true);
  },
);

test.each([
  "every morning",
  "",
  "* * * *",
  "60 * * * *",
  "* 24 * * *",
  "*/0 * * * *",
  "5-1 * * * *",
  "* * 0 * *",
  "a * * * *",
])("refuses %s", (text) => {
  expect(isCron(text)).toBe(false);
});

test("knows time zones", () => {
  expect(isTimeZone("Asia/Shanghai")).toBe(true);
  expect(isTimeZone("Mars/Base")).toBe(false);
});
