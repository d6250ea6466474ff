import { msUntilOpen, type Source } from "@caibian/schema";

import type { Listener } from "../telemetry/events.ts";

/** Sources that are not visited on schedule at this time of day (`limits.hours`); told once a night. */
export class RestingSources {
  readonly #report: Listener;
  readonly #now: () => number;
  readonly #told = new Set<string>();

  constructor(report: Listener, now: () => number = Date.now) {
    this.#report = report;
    this.#now = now;
  }

  has({ id, limits, timeZone }: Source): boolean {
    const { hours } = limits;
    if (hours === undefined || msUntilOpen(hours, timeZone, this.#now()) === 0) {
      this.#told.delete(id);
      return false;
    }
    if (!this.#told.has(id))
      this.#report({ kind: "warning", text: `${id} is visited on schedule within ${hours} only: it waits.` });
    this.#told.add(id);
    return true;
  }
}
