import fc from "fast-check";
import { expect, test } from "vitest";

import { hourOfWeek, HOURS, piecesOf } from "./week.ts";

test("counts the hours of the week from Monday midnight in Beijing", () => {
  const hours = [
    "2026-01-05T00:00:00+08:00",
    "2026-01-05T23:59:59+08:00",
    "2026-01-11T23:00:00+08:00",
    "1969-12-29T00:00:00+08:00",
  ];

  expect(hours.map((at) => hourOfWeek(Date.parse(at)))).toEqual([0, 23, 167, 0]);
});

test("takes a public holiday for a Sunday", () => {
  const hours = ["2026-02-16", "2026-10-07", "2026-10-08"].map((day) => {
    const noonMs = Date.parse(`${day}T12:00:00+08:00`);
    return [...piecesOf(noonMs, noonMs + 60_000)][0]?.hour;
  });

  expect(hours).toEqual([156, 156, 84]);
});

test("cuts any interval into pieces that add up to it and lie in one hour each", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 3e12 }), fc.integer({ min: 0, max: 1e9 }), (fromMs, ms) => {
      const pieces = [...piecesOf(fromMs, fromMs + ms)];

      expect(pieces.reduce((sum, { hours }) => sum + hours * 3_600_000, 0)).toBeCloseTo(ms, 0);
      for (const { hour, hours } of pieces) {
        expect(hour).toBeGreaterThanOrEqual(0);
        expect(hour).toBeLessThan(HOURS);
        expect(hours).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 50 },
  );
});
