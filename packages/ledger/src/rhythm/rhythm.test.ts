import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DAY, publish, START_MS } from "./invented-site.test-data.ts";
import { count, expectedBetween, newRhythm, ratesOf, watch, type Arrival, type Rhythm } from "./rhythm.ts";
import { hourOfWeek, WEEK_MS } from "./week.ts";

const HOUR = 3_600_000;
const minute = (ms: number): Arrival => ({ fromMs: ms, toMs: ms });
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Reads hourly what came at these times. */
function readHourly(times: readonly number[], weeks: number, dated: boolean): Rhythm {
  let rhythm = newRhythm(START_MS);
  let next = 0;
  for (let ms = START_MS + HOUR; ms <= START_MS + weeks * WEEK_MS; ms += HOUR) {
    const items: Arrival[] = [];
    for (let at = times[next]; at !== undefined && at <= ms; at = times[++next]) items.push(dated ? minute(at) : null);
    rhythm = count(watch(rhythm, ms), { sinceMs: ms - HOUR, readMs: ms, items });
  }
  return rhythm;
}

describe("what is learnt", () => {
  test("converges to the site's hours, with dates beside the links or without", () => {
    const times = publish({ perDay: 12, weekendShare: 0.1, largestBunch: 3 }, 84, 1);

    for (const dated of [true, false]) {
      const rates = ratesOf(readHourly(times, 12, dated));
      const perWeek = times.length / 12;
      expect(sum(rates) / perWeek).toBeGreaterThan(0.8);
      expect(sum(rates) / perWeek).toBeLessThan(1.2);
      // Tuesday ten o'clock, Tuesday three in the morning, Sunday ten o'clock.
      expect(rates[34]! / rates[27]!).toBeGreaterThan(10);
      expect(rates[34]! / rates[154]!).toBeGreaterThan(3);
    }
  });

  test("forgets: a site that fell silent is expected to say less and less", () => {
    const busy = readHourly(publish({ perDay: 12, weekendShare: 1, largestBunch: 1 }, 28, 2), 4, true);
    const later = watch(busy, busy.watchedMs + 8 * WEEK_MS);

    expect(sum(ratesOf(later))).toBeLessThan(0.3 * sum(ratesOf(busy)));
    expect(Math.min(...ratesOf(later))).toBeGreaterThan(0);
  });

  test("an item dated before the last reading came up late, since then", () => {
    const readMs = START_MS + 34 * HOUR;
    const late = count(newRhythm(readMs), {
      sinceMs: readMs - HOUR,
      readMs,
      items: [minute(readMs - 2 * DAY)],
    });

    expect(late.counts[33]).toBeCloseTo(1);
    expect(sum(late.counts)).toBeCloseTo(1);
  });

  test("what an archive holds is no news: items long past, and undated ones of a page that was never read", () => {
    const readMs = START_MS + 34 * HOUR;
    const since = { sinceMs: readMs - HOUR, readMs };
    const archive = Array.from({ length: 450 }, (_, i) => minute(readMs - (10 + i) * DAY));
    const rhythm = newRhythm(readMs);

    expect(count(rhythm, { ...since, items: archive })).toBe(rhythm);
    expect(count(rhythm, { ...since, items: [null, minute(readMs - DAY)], isBackfill: true })).toBe(rhythm);
    const mixed = count(rhythm, { ...since, items: [...archive, null, minute(readMs - HOUR / 2)] });
    expect(mixed).toMatchObject({ found: 2, bunches: 1 });
    expect(count(rhythm, { ...since, items: [null, minute(readMs - HOUR / 2)], isBackfill: true }).found).toBe(1);
  });

  test("a clock that goes back changes nothing", () => {
    const rhythm = watch(newRhythm(START_MS), START_MS + DAY);

    expect(watch(rhythm, START_MS)).toBe(rhythm);
  });
});

describe("the first reading", () => {
  const readMs = START_MS + 3 * WEEK_MS;
  const first = (items: readonly Arrival[]): Rhythm => count(newRhythm(readMs), { sinceMs: null, readMs, items });

  test("takes the list's word on its past, for less than what is watched", () => {
    // One item every weekday at nine, for two weeks.
    const days = Array.from({ length: 14 }, (_, i) => readMs - (i + 1) * DAY).filter((ms) => hourOfWeek(ms) < 120);
    const rhythm = first(days.map((ms) => minute(ms + 9 * HOUR)));

    expect(sum(rhythm.counts)).toBeCloseTo(days.length / 4);
    expect(rhythm.weeks).toBeGreaterThan(0.4);
    expect(rhythm.weeks).toBeLessThan(0.51);
    expect(sum(ratesOf(rhythm))).toBeGreaterThan(5);
    expect(sum(ratesOf(rhythm))).toBeLessThan(14);
  });

  test("learns the same from one long page and from many short ones", () => {
    // Five items a day for 26 days, newest first; a page comes some seconds after the one before.
    const items = Array.from({ length: 130 }, (_, i) => minute(readMs - (i + 1) * (DAY / 5)));
    const whole = first(items);
    let paged = newRhythm(readMs);
    for (let page = 0; page < 13; page++) {
      const pageMs = readMs + page * 2_000;
      const onPage = items.slice(page * 10, page * 10 + 10);
      paged = count({ ...paged, watchedMs: pageMs }, { sinceMs: null, readMs: pageMs, items: onPage });
    }

    expect(paged.weeks).toBeCloseTo(whole.weeks, 2);
    expect(paged.bunches).toBeCloseTo(whole.bunches, 1);
    expect(sum(paged.counts)).toBeCloseTo(sum(whole.counts), 1);
    expect(sum(ratesOf(paged)) / sum(ratesOf(whole))).toBeCloseTo(1, 2);
  });

  test("is not misled by pinned items, by items without a date or by dates to come", () => {
    const fresh = [minute(readMs - HOUR), minute(readMs - 2 * HOUR)];

    expect(first([minute(readMs - 20 * DAY), null, ...fresh])).toEqual(first(fresh));
    expect(sum(first([minute(readMs + DAY), ...fresh]).counts)).toBeCloseTo(0.5);
  });
});

test("any arrivals in, finite rates above nought out, and each item counts once, but those of an archive", () => {
  const arrival = fc.option(
    fc.record({ fromMs: fc.integer({ min: 0, max: 4e12 }), toMs: fc.integer({ min: 0, max: 4e12 }) }),
  );
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 20 }), fc.integer({ min: 1, max: 1e10 }), (items, ms) => {
      const readMs = START_MS + ms;
      const rhythm = count(watch(newRhythm(START_MS), readMs), { sinceMs: START_MS, readMs, items });

      expect(sum(rhythm.counts)).toBeCloseTo(
        items.filter((item) => item === null || item.toMs > START_MS - WEEK_MS).length,
        3,
      );
      for (const rate of ratesOf(rhythm)) expect(rate > 0 && Number.isFinite(rate)).toBe(true);
      expect(expectedBetween(ratesOf(rhythm), START_MS, START_MS + WEEK_MS)).toBeCloseTo(sum(ratesOf(rhythm)), 3);
    }),
    { numRuns: 100 },
  );
});
