import { isPublicHoliday } from "./public-holiday.ts";

/** A newsroom for simulations: when it publishes, hour by hour, from a fixed seed. */
export interface InventedSite {
  /** Items a weekday. */
  readonly perDay: number;
  /** Share of a weekday's items that a day of the weekend or a public holiday has. */
  readonly weekendShare: number;
  /** Items come in bunches of one up to this many, a minute apart. */
  readonly largestBunch: number;
}

export const MINUTE = 60_000;
export const DAY: number = 24 * 60 * MINUTE;
/** Monday 5 January 2026, 00:00 in +08:00. */
export const START_MS: number = Date.parse("2026-01-05T00:00:00+08:00");

/** Working hours of an office: nothing at night, less at noon, most before ten and before five. */
const DAY_PROFILE: readonly number[] = [
  0, 0, 0, 0, 0, 0, 0.1, 0.5, 2, 3, 2.5, 2, 0.5, 0.5, 1.5, 2, 3, 2.5, 0.6, 0.2, 0.2, 0.1, 0, 0,
];

/** Publication times of so many days, ascending. */
export function publish(site: InventedSite, days: number, seed: number): readonly number[] {
  const random = randomOf(seed);
  const sum = DAY_PROFILE.reduce((all, share) => all + share, 0);
  const perBunch = (site.largestBunch + 1) / 2;
  const times: number[] = [];
  for (let minute = 0; minute < days * 1440; minute++) {
    const atMs = START_MS + minute * MINUTE;
    const isWeekend = Math.floor(minute / 1440) % 7 >= 5 || isPublicHoliday(atMs);
    const share = (DAY_PROFILE[Math.floor(minute / 60) % 24] ?? 0) / sum;
    const chance = (site.perDay * (isWeekend ? site.weekendShare : 1) * share) / 60 / perBunch;
    if (random() >= chance) continue;
    const bunch = 1 + Math.floor(random() * site.largestBunch);
    for (let i = 0; i < bunch; i++) times.push(atMs + i * MINUTE);
  }
  return times.toSorted((a, b) => a - b);
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
