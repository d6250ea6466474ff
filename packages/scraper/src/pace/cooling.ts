import type { CoolingCause } from "@caibian/schema";

/** How a host has fared. */
export interface Health {
  /** Requests in a row that failed. */
  readonly failures: number;
  /** Times in a row that it was left to cool, and for what. */
  readonly coolings: number;
  readonly cause: CoolingCause | null;
  /** Good answers since. */
  readonly answers: number;
}

/** A host that answers. */
export const WELL: Health = { failures: 0, coolings: 0, cause: null, answers: 0 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Failures in a row after which a host is left to cool; one is enough for the probe after a cooling. */
const MOST_FAILURES = 5;
/** A server that does not say how long: 429 without Retry-After. */
const THROTTLED_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE] as const;
const FAILING_MS = [5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR] as const;
/** A guard's page is a stop signal, not a puzzle: we go away, and for longer each time. */
const BLOCKED_MS = [HOUR, 6 * HOUR, 24 * HOUR] as const;

/** Good answers after which a guard is forgotten: many let lists through and stop at stories. */
const FORGIVING_ANSWERS = 20;

/** After a good answer. */
export function afterGoodAnswer({ coolings, cause, answers }: Health): Health {
  if (!isBlocked(cause) || answers + 1 >= FORGIVING_ANSWERS) return WELL;
  return { failures: 0, coolings, cause, answers: answers + 1 };
}

/** Health after something went wrong, and how long to leave the host alone: 0 for not yet. */
export interface Setback {
  readonly health: Health;
  readonly coolMs: number;
}

/** After a request that failed: five in a row, or the one after a cooling, and the host is left to cool. */
export function afterFailedRequest({ failures, coolings, cause, answers }: Health): Setback {
  const count = failures + 1;
  const same = { failures: count, coolings, cause, answers };
  // It has not shown yet that its guard lets us in: what is known of that is kept.
  if (isBlocked(cause) && answers === 0) return { health: same, coolMs: step(FAILING_MS, 0) };
  const before = cause === "failing" ? coolings : 0;
  if (count < MOST_FAILURES && before === 0) return { health: same, coolMs: 0 };
  const health: Health = { failures: count, coolings: before + 1, cause: "failing", answers: 0 };
  return { health, coolMs: step(FAILING_MS, before) };
}

/** After a guard's page. */
export function afterBlock({ failures, coolings, cause }: Health, guard: string): Setback {
  // What it failed with before says nothing of how long its guard is to be left alone.
  const before = isBlocked(cause) ? coolings : 0;
  return {
    health: { failures: failures + 1, coolings: before + 1, cause: `blocked:${guard}`, answers: 0 },
    coolMs: step(BLOCKED_MS, before),
  };
}

/** After the host asked for time; null when it did not say how long. It works: that is no failure. */
export function afterThrottling({ failures, coolings, cause }: Health, afterMs: number | null): Setback {
  const before = cause === "throttled" ? coolings : 0;
  return {
    health: { failures, coolings: before + 1, cause: "throttled", answers: 0 },
    coolMs: afterMs ?? step(THROTTLED_MS, before),
  };
}

function isBlocked(cause: CoolingCause | null): boolean {
  return cause?.startsWith("blocked:") === true;
}

function step(ladder: readonly number[], times: number): number {
  return ladder[Math.min(times, ladder.length - 1)] ?? 0;
}
