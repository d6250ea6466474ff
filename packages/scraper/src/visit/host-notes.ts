import { toBeijing } from "@caibian/schema";

import type { LeftAlone, VisitEvent } from "./doors.ts";

const REASONS: Readonly<Record<string, string>> = {
  throttled: "it asked for time",
  failing: "its requests failed in a row",
  budget: "its requests for today are used up (limits.maxPagesPerDay)",
  hours: "it is outside of the hours in which it may be asked (limits.hours)",
  busy: "another process asks it",
  robots: "its robots.txt could not be had",
};

/** Which hosts a Visit leaves alone, told once each. */
export class HostNotes {
  readonly #report: (event: VisitEvent) => void;
  readonly #leftAlone = new Map<string, number | null>();
  readonly #warned = new Set<string>();

  constructor(report: (event: VisitEvent) => void) {
    this.#report = report;
  }

  isLeftAlone(host: string): boolean {
    return this.#leftAlone.has(host);
  }

  hostsLeftAlone(): readonly string[] {
    return [...this.#leftAlone.keys()];
  }

  /** Until when a host is left alone, in epoch milliseconds; null where that is not known. */
  untilMs(host: string): number | null {
    return this.#leftAlone.get(host) ?? null;
  }

  /** From now on nothing is asked of the host in this Visit. */
  leaveAlone(host: string, cause: LeftAlone, untilMs: number | null): void {
    if (this.#leftAlone.has(host)) return;
    this.#leftAlone.set(host, untilMs);
    const until = untilMs === null ? null : toBeijing(untilMs);
    this.#report({ kind: "host-given-up", host, cause, reason: reasonOf(cause), until });
  }

  /** Something about a host that a person may want to know. */
  warn(host: string, text: string): void {
    const key = `${host} ${text}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.#report({ kind: "host-warning", host, text });
  }
}

/** A cause in words. */
export function reasonOf(cause: LeftAlone): string {
  return REASONS[cause] ?? `its guard answered (${cause})`;
}
