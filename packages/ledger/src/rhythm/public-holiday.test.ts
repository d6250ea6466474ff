import { expect, test } from "vitest";

import { isPublicHoliday } from "./public-holiday.ts";

test.each([
  ["2024-02-09", "2024-02-10", "2024-02-16", "2024-02-17"],
  ["2025-01-28", "2025-01-29", "2025-02-04", "2025-02-05"],
  ["2026-02-16", "2026-02-17", "2026-02-23", "2026-02-24"],
  ["2033-01-30", "2033-01-31", "2033-02-06", "2033-02-07"],
])("keeps Spring Festival from its eve %s to a week after %s", (eve, first, last, after) => {
  const noons = [eve, first, last, after].map((day) => Date.parse(`${day}T12:00:00+08:00`));

  expect(noons.map(isPublicHoliday)).toEqual([true, true, true, false]);
});

test("keeps the days of Beijing, not those of Greenwich", () => {
  expect(isPublicHoliday(Date.parse("2026-09-30T23:59:59+08:00"))).toBe(false);
  expect(isPublicHoliday(Date.parse("2026-10-01T00:00:00+08:00"))).toBe(true);
  expect(isPublicHoliday(Date.parse("2026-10-07T23:59:59+08:00"))).toBe(true);
  expect(isPublicHoliday(Date.parse("2026-10-08T00:00:00+08:00"))).toBe(false);
  expect(isPublicHoliday(Date.parse("2026-06-08T10:00:00+08:00"))).toBe(false);
});
