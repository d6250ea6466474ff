import { expect, test } from "vitest";

import { nextRun } from "./next-run.ts";

const at = (text: string): number => Date.parse(text);

test.each([
  ["*/30 * * * *", "Asia/Shanghai", "2026-03-02T10:00:00+08:00", "2026-03-02T10:30:00+08:00"],
  ["0 8 * * *", "Asia/Shanghai", "2026-03-02T08:00:00+08:00", "2026-03-03T08:00:00+08:00"],
  ["0 8 * * 1-5", "Asia/Shanghai", "2026-03-06T09:00:00+08:00", "2026-03-09T08:00:00+08:00"],
  ["0 8 * * *", "Asia/Urumqi", "2026-03-02T08:00:00+08:00", "2026-03-02T08:00:00+06:00"],
  // Clocks in Berlin jump from 02:00 to 03:00 that night: the run of 02:30 comes once, after the jump.
  ["30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00+01:00", "2026-03-29T03:30:00+02:00"],
  ["30 2 * * *", "Europe/Berlin", "2026-03-29T12:00:00+02:00", "2026-03-30T02:30:00+02:00"],
])("%s in %s after %s is %s", (cron, timeZone, after, next) => {
  expect(nextRun(cron, timeZone, at(after))).toBe(at(next));
});

test("a day that no month has never comes", () => {
  expect(nextRun("0 0 31 2 *", "Asia/Shanghai", at("2026-03-02T10:00:00+08:00"))).toBeNull();
});
