import { HOURS, piecesOf, WEEK_MS } from "./week.ts";

/** What reading a list has taught of the hours in which it brings something new. Decayed counts, all to `watchedMs`. */
export interface Rhythm {
  /** New items by hour of the week. */
  readonly counts: readonly number[];
  /** Weeks watched. */
  readonly weeks: number;
  /** Readings that brought something: items come in bunches, and a bunch is one event. */
  readonly bunches: number;
  /** New items of the last hours, and how many were expected in them: today's temper. */
  readonly found: number;
  readonly expected: number;
  /** Until when it was watched, epoch milliseconds. */
  readonly watchedMs: number;
}

/** New items that a reading brought. */
export interface Arrivals {
  /** The list was watched from here; null at the first reading, when it tells its past itself. */
  readonly sinceMs: number | null;
  readonly readMs: number;
  /** When each item was published, as far as the list says. */
  readonly items: readonly Arrival[];
  /** From a page that no earlier walk came to: only what is dated since then is new. Default false. */
  readonly isBackfill?: boolean;
}

/** When an item was published: between two instants, equal where the list gives the minute; null: it does not say. */
export type Arrival = { readonly fromMs: number; readonly toMs: number } | null;

/** Half of what was learnt is forgotten after this long: a new season, another staff. */
const HALF_LIFE_MS = 4 * WEEK_MS;
/** Today's temper is forgotten sooner. */
const TEMPER_HALF_LIFE_MS = WEEK_MS / 14;
/** A list tells no more of its past than this, and its word on it counts for less than what was watched. */
const LONGEST_PAST_MS = 4 * WEEK_MS;
const PAST_WEIGHT = 0.25;
/** An item comes up so long after its date at most; an older one is of the archive, and tells no rhythm. */
const LATEST_MS = WEEK_MS;

/** A list that nothing is known of. */
export function newRhythm(watchedMs: number): Rhythm {
  return { counts: Array.from({ length: HOURS }, () => 0), weeks: 0, bunches: 0, found: 0, expected: 0, watchedMs };
}

/** Ages the counts to `readMs` and adds the time since then as watched. A clock that went back adds nothing. */
export function watch(rhythm: Rhythm, readMs: number): Rhythm {
  const passedMs = readMs - rhythm.watchedMs;
  if (!(passedMs > 0)) return rhythm;
  const kept = 0.5 ** (passedMs / HALF_LIFE_MS);
  const keptTemper = 0.5 ** (passedMs / TEMPER_HALF_LIFE_MS);
  const expected = expectedBetween(ratesOf(rhythm), rhythm.watchedMs, Math.min(readMs, rhythm.watchedMs + WEEK_MS));
  return {
    counts: rhythm.counts.map((count) => count * kept),
    weeks: rhythm.weeks * kept + weeksWatched(kept),
    bunches: rhythm.bunches * kept,
    found: rhythm.found * keptTemper,
    expected: (rhythm.expected + expected) * keptTemper,
    watchedMs: readMs,
  };
}

/** What was known at an earlier instant, if nothing has come since: the counts without the ageing. */
export function rewind(rhythm: Rhythm, toMs: number): Rhythm {
  const passedMs = rhythm.watchedMs - toMs;
  if (!(passedMs > 0)) return rhythm;
  const kept = 0.5 ** (passedMs / HALF_LIFE_MS);
  return {
    ...rhythm,
    counts: rhythm.counts.map((items) => items / kept),
    weeks: Math.max(0, (rhythm.weeks - weeksWatched(kept)) / kept),
    bunches: rhythm.bunches / kept,
    watchedMs: toMs,
  };
}

/** The integral of the decay over a time at whose end this much is kept. */
function weeksWatched(kept: number): number {
  return ((1 - kept) * HALF_LIFE_MS) / Math.LN2 / WEEK_MS;
}

/** Adds what a reading brought. Each item counts in the hours in which it can have come up. */
export function count(rhythm: Rhythm, arrivals: Arrivals): Rhythm {
  if (arrivals.items.length === 0) return rhythm;
  return arrivals.sinceMs === null ? countPast(rhythm, arrivals) : countNew(rhythm, arrivals, arrivals.sinceMs);
}

function countNew(rhythm: Rhythm, { readMs, items: all, isBackfill = false }: Arrivals, sinceMs: number): Rhythm {
  const oldestMs = isBackfill ? sinceMs : sinceMs - LATEST_MS;
  const items = all.filter((item) => (item === null ? !isBackfill : item.toMs > oldestMs));
  if (items.length === 0) return rhythm;
  const rates = ratesOf(rhythm);
  const counts = [...rhythm.counts];
  const fromMs = Math.max(sinceMs, readMs - WEEK_MS);
  for (const item of items) {
    // Dated before the last reading it came up late, some time since.
    const isInside = item !== null && item.toMs > fromMs && item.fromMs < readMs;
    if (isInside) spread(counts, rates, Math.max(item.fromMs, fromMs), Math.min(item.toMs, readMs), 1);
    else spread(counts, rates, fromMs, readMs, 1);
  }
  return { ...rhythm, counts, bunches: rhythm.bunches + 1, found: rhythm.found + items.length };
}

/** The first walk: what each page of the list says of its past stands for a time that nobody watched. */
function countPast(rhythm: Rhythm, { readMs, items }: Arrivals): Rhythm {
  const earliestMs = readMs - LONGEST_PAST_MS;
  const past = withoutPinned(items).filter((item) => item.fromMs >= earliestMs && item.fromMs <= readMs);
  if (past.length === 0) return rhythm;
  const rates = ratesOf(rhythm);
  const counts = [...rhythm.counts];
  const coveredMs = readMs - (rhythm.weeks * WEEK_MS) / PAST_WEIGHT;
  const days = new Set<number>();
  for (const { fromMs, toMs } of past) {
    spread(counts, rates, fromMs, Math.min(toMs, readMs), PAST_WEIGHT);
    if (rhythm.weeks === 0 || dayOf(fromMs) < dayOf(coveredMs)) days.add(dayOf(fromMs));
  }
  const oldestMs = Math.min(...past.map(({ fromMs }) => fromMs));
  // The pages of one walk tell one past: what a page nearer to now has covered is not watched twice.
  return {
    ...rhythm,
    counts,
    weeks: Math.max(rhythm.weeks, (PAST_WEIGHT * (readMs - oldestMs)) / WEEK_MS),
    bunches: rhythm.bunches + PAST_WEIGHT * days.size,
  };
}

function dayOf(ms: number): number {
  return Math.floor(ms / (WEEK_MS / 7));
}

/** Items in the order of the list without those that are older than one below them: pinned ones (置顶) tell no rhythm. */
function withoutPinned(items: readonly Arrival[]): readonly NonNullable<Arrival>[] {
  const kept: NonNullable<Arrival>[] = [];
  let newestBelow = Number.NEGATIVE_INFINITY;
  for (const item of items.toReversed()) {
    if (item === null || item.toMs < newestBelow) continue;
    newestBelow = item.fromMs;
    kept.push(item);
  }
  return kept;
}

/** One item over an interval, in the parts in which the rates would have it. */
function spread(counts: number[], rates: readonly number[], fromMs: number, toMs: number, weight: number): void {
  const whole = expectedBetween(rates, fromMs, toMs);
  const pieces = whole > 0 ? piecesOf(fromMs, toMs) : piecesOf(fromMs, fromMs + 1);
  for (const { hour, hours } of pieces) {
    const share = whole > 0 ? ((rates[hour] ?? 0) * hours) / whole : 1;
    counts[hour] = (counts[hour] ?? 0) + weight * share;
  }
}

/** A list that is not known yet is taken for an office: some items a week, most of them in working hours. */
const PRIOR_ITEMS = 12;
const PRIOR_WEEKS = 0.5;
const PRIOR: readonly number[] = priorRates();

function priorRates(): readonly number[] {
  const weights = Array.from({ length: HOURS }, (_, hour) => {
    const isWorking = hour % 24 >= 8 && hour % 24 < 19;
    return isWorking ? (hour < 120 ? 1 : 0.3) : 0.08;
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (weight / whole) * PRIOR_ITEMS);
}

/** Weeks after which a list's own hours weigh as much as what its days and its hours of the day say of them. */
const OWN_WEEKS = 4;

/** New items an hour to be expected in each hour of the week: smoothed, never nought. */
export function ratesOf({ counts, weeks }: Rhythm): readonly number[] {
  const days = Array.from({ length: 7 }, () => 0);
  const hours = Array.from({ length: 24 }, () => 0);
  let whole = 0;
  for (const [hour, items] of counts.entries()) {
    const day = Math.floor(hour / 24);
    days[day] = (days[day] ?? 0) + items;
    hours[hour % 24] = (hours[hour % 24] ?? 0) + items;
    whole += items;
  }
  const ownShare = weeks / (weeks + OWN_WEEKS);
  return counts.map((items, hour) => {
    const before = counts[(hour + HOURS - 1) % HOURS] ?? 0;
    const after = counts[(hour + 1) % HOURS] ?? 0;
    const own = 0.5 * items + 0.25 * (before + after);
    const profile = whole === 0 ? 0 : ((days[Math.floor(hour / 24)] ?? 0) * (hours[hour % 24] ?? 0)) / whole;
    const smoothed = ownShare * own + (1 - ownShare) * profile;
    return (smoothed + (PRIOR[hour] ?? 0) * PRIOR_WEEKS) / (weeks + PRIOR_WEEKS);
  });
}

/** Items to be expected in an interval. */
export function expectedBetween(rates: readonly number[], fromMs: number, toMs: number): number {
  let expected = 0;
  for (const { hour, hours } of piecesOf(fromMs, toMs)) expected += (rates[hour] ?? 0) * hours;
  return expected;
}
