import { expect, test } from "vitest";

import { isHours, msUntilOpen } from "./hours.ts";

const at = (time: string): number => Date.parse(`2026-06-08T${time}+08:00`);
const left = (hours: string, time: string): number => msUntilOpen(hours, "Asia/Shanghai", at(time)) / 60_000;

test("a span of the day is two times of day that differ", () => {
  expect(["06:00-23:00", "22:30-05:15", "00:00-24:00"].filter((text) => !isHours(text))).toEqual([]);
  expect(["6:00-23:00", "06:00", "06:00-06:00", "24:00-06:00", "06:00-24:30", "06:60-07:00"].filter(isHours)).toEqual(
    [],
  );
});

test("tells how long it is until the span begins, by the zone's clock", () => {
  expect(left("06:00-23:00", "06:00:00")).toBe(0);
  expect(left("06:00-23:00", "22:59:59")).toBe(0);
  expect(left("06:00-23:00", "23:00:00")).toBe(420);
  expect(left("06:00-23:00", "05:59:30")).toBe(0.5);
  expect(msUntilOpen("06:00-23:00", "UTC", at("07:30:00"))).toBe(6.5 * 3_600_000);
});

test("a span over midnight is open on both sides of it", () => {
  expect(left("22:00-05:00", "23:30:00")).toBe(0);
  expect(left("22:00-05:00", "04:59:00")).toBe(0);
  expect(left("22:00-05:00", "05:00:00")).toBe(17 * 60);
  expect(left("00:00-24:00", "00:00:00")).toBe(0);
});
