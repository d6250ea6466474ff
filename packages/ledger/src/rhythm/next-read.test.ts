import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DAY, MINUTE, publish, START_MS, type InventedSite } from "./invented-site.test-data.ts";
import { nextRead, type ReadBounds } from "./next-read.ts";
import { count, newRhythm, watch, type Arrival, type Rhythm } from "./rhythm.ts";
import { HOURS, WEEK_MS } from "./week.ts";

const HOUR = 3_600_000;
const TICK = 30 * MINUTE;
const BOUNDS: ReadBounds = { floorMs: 0, ceilingMs: 6 * HOUR };

const rhythms: fc.Arbitrary<Rhythm> = fc.record({
  counts: fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: HOURS, maxLength: HOURS }),
  weeks: fc.double({ min: 0, max: 6, noNaN: true }),
  bunches: fc.double({ min: 0, max: 1e4, noNaN: true }),
  found: fc.double({ min: 0, max: 1e4, noNaN: true }),
  expected: fc.double({ min: 0, max: 1e4, noNaN: true }),
  watchedMs: fc.constant(START_MS),
});

test("whatever was learnt, the next reading lies between floor and ceiling", () => {
  const time = fc.integer({ min: 0, max: 48 * HOUR });
  fc.assert(
    fc.property(rhythms, time, time, fc.integer({ min: 0, max: WEEK_MS }), (rhythm, floorMs, more, ms) => {
      const readMs = START_MS + ms;
      const next = nextRead(rhythm, readMs, { floorMs, ceilingMs: floorMs + more });

      expect(next).toBeGreaterThanOrEqual(readMs + floorMs);
      expect(next).toBeLessThanOrEqual(readMs + floorMs + more);
    }),
  );
});

test("a ceiling below the floor gives way to it", () => {
  expect(nextRead(newRhythm(START_MS), START_MS, { floorMs: HOUR, ceilingMs: MINUTE })).toBe(START_MS + HOUR);
});

test("a list that is not known yet is read at every tick", () => {
  const young = watch(newRhythm(START_MS), START_MS + WEEK_MS);

  expect(nextRead(young, young.watchedMs, { floorMs: TICK, ceilingMs: 6 * HOUR })).toBe(young.watchedMs + TICK);
});

test("a list that has never had anything is still read at the ceiling, for ever", () => {
  let rhythm = watch(newRhythm(START_MS), START_MS + 2 * WEEK_MS);
  let at = rhythm.watchedMs;
  for (let reading = 0; reading < 1000; reading++) {
    const next = nextRead(rhythm, at, BOUNDS);
    expect(next - at).toBeLessThanOrEqual(BOUNDS.ceilingMs);
    rhythm = watch(rhythm, next);
    at = next;
  }
  expect(at).toBeGreaterThan(START_MS + 100 * DAY);
});

test("a burst brings the list's next readings forward, a quiet day puts them off", () => {
  const learnt = simulate({ perDay: 6, weekendShare: 0.2, largestBunch: 2 }, 8).rhythm;
  // Monday at nine.
  const nineMs = learnt.watchedMs + 9 * HOUR;
  const wait = (rhythm: Rhythm): number => nextRead(rhythm, nineMs, BOUNDS) - nineMs;

  expect(wait({ ...learnt, found: 20, expected: 2 })).toBeLessThan(wait({ ...learnt, found: 2, expected: 2 }));
  expect(wait({ ...learnt, found: 0, expected: 2 })).toBeGreaterThan(wait({ ...learnt, found: 2, expected: 2 }));
});

interface Simulated {
  /** Share of the readings of a fixed schedule that was saved. */
  readonly saved: number;
  /** Mean time from publication to reading, in minutes; the fixed schedule's; one's with as many readings, evenly. */
  readonly delay: number;
  readonly fixedDelay: number;
  readonly evenDelay: number;
  readonly rhythm: Rhythm;
}

/** Two weeks are for learning, in which every tick reads; what comes after them is measured. */
const LEARNT_MS = START_MS + 2 * WEEK_MS;

/** Half-hourly ticks over so many weeks; items carry no dates, which is the harder case. */
function simulate(site: InventedSite, weeks: number): Simulated {
  const times = publish(site, weeks * 7, 7);
  const read: number[] = [];
  const ticks: number[] = [];
  let [rhythm, dueMs, seen] = [newRhythm(START_MS), START_MS, 0];
  for (let ms = START_MS + TICK; ms <= START_MS + weeks * WEEK_MS; ms += TICK) {
    ticks.push(ms);
    if (dueMs > ms) continue;
    const items: Arrival[] = [];
    for (; (times[seen] ?? Infinity) <= ms; seen++) items.push(null);
    rhythm = count(watch(rhythm, ms), { sinceMs: read.at(-1) ?? START_MS, readMs: ms, items });
    read.push(ms);
    dueMs = nextRead(rhythm, ms, BOUNDS);
  }
  const [ours = [], fixed = [], published = []] = [read, ticks, times].map((all) => all.filter((ms) => ms > LEARNT_MS));
  const step = (fixed.length * TICK) / ours.length;
  const even = ours.map((_, i) => LEARNT_MS + (i + 1) * step);
  return {
    saved: 1 - ours.length / fixed.length,
    delay: meanDelay(published, ours),
    fixedDelay: meanDelay(published, fixed),
    evenDelay: meanDelay(published, even),
    rhythm,
  };
}

function meanDelay(times: readonly number[], readings: readonly number[]): number {
  let [whole, counted, next] = [0, 0, 0];
  for (const time of times) {
    while ((readings[next] ?? Infinity) < time) next++;
    const reading = readings[next];
    if (reading === undefined) break;
    whole += reading - time;
    counted++;
  }
  return whole / counted / MINUTE;
}

describe("against a fixed schedule of every half hour, 14 weeks of office hours, weekends and bursts", () => {
  test.each([
    { perDay: 3, least: 0.75, mostDelay: 66 },
    { perDay: 12, least: 0.6, mostDelay: 32 },
    { perDay: 40, least: 0.45, mostDelay: 22 },
  ])(
    "$perDay items a day: saves $least of the readings, news waits $mostDelay minutes",
    ({ perDay, least, mostDelay }) => {
      const { saved, delay, fixedDelay, evenDelay } = simulate({ perDay, weekendShare: 0.08, largestBunch: 5 }, 16);

      process.stdout.write(
        `rhythm: ${perDay} a day: ${(saved * 100).toFixed(0)} % of the readings saved; news waits ${delay.toFixed(0)} min, ` +
          `fixed ${fixedDelay.toFixed(0)} min, as many readings spread evenly ${evenDelay.toFixed(0)} min\n`,
      );
      expect(saved).toBeGreaterThan(least);
      expect(delay).toBeLessThan(mostDelay);
      expect(delay).toBeLessThan(0.8 * evenDelay);
    },
  );
});
