import { msUntilOpen, type Source } from "@caibian/schema";

/** What a Source allows itself on a host. */
export interface HostLimits {
  /** Least gap between two requests, in milliseconds. */
  readonly delayMs: number;
  /** Requests in flight. */
  readonly concurrency: number;
  /** Requests in a day; null: no bound. */
  readonly mostPerDay: number | null;
  /** Spans of the day that all must be open. */
  readonly hours: readonly { readonly span: string; readonly timeZone: string }[];
}

const MOST_PER_DAY = 10_000;

/** The limits that a Source sets, with their defaults. */
export function hostLimitsOf({ limits, timeZone }: Source): HostLimits {
  const { delayMs, concurrency, maxPagesPerDay = MOST_PER_DAY, hours } = limits;
  return {
    delayMs,
    concurrency,
    mostPerDay: maxPagesPerDay,
    hours: hours === undefined ? [] : [{ span: hours, timeZone }],
  };
}

/** The strictest of each limit: what holds on a host that several Sources ask. */
export function strictestOf(limits: Iterable<HostLimits>): HostLimits {
  let strictest: HostLimits | null = null;
  for (const one of limits) strictest = strictest === null ? one : stricterOf(strictest, one);
  return strictest ?? { delayMs: 0, concurrency: 1, mostPerDay: null, hours: [] };
}

function stricterOf(one: HostLimits, other: HostLimits): HostLimits {
  return {
    delayMs: Math.max(one.delayMs, other.delayMs),
    concurrency: Math.min(one.concurrency, other.concurrency),
    mostPerDay:
      one.mostPerDay === null || other.mostPerDay === null
        ? (one.mostPerDay ?? other.mostPerDay)
        : Math.min(one.mostPerDay, other.mostPerDay),
    hours: [...one.hours, ...other.hours],
  };
}

/** Milliseconds until every span of the day is open, as far as one look tells; 0 when they are. */
export function msUntilHours({ hours }: HostLimits, atMs: number): number {
  let longest = 0;
  for (const { span, timeZone } of hours) longest = Math.max(longest, msUntilOpen(span, timeZone, atMs));
  return longest;
}
