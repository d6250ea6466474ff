import { setTimeout as sleep } from "node:timers/promises";

/** The time that hosts are paced by. */
export interface HostTime {
  /** Epoch milliseconds. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const MACHINE_TIME: HostTime = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

/** The day in Beijing, `2026-06-08`. */
export function dayOf(atMs: number): string {
  return new Date(atMs + BEIJING_MS).toISOString().slice(0, 10);
}

/** Milliseconds until the next midnight in Beijing. */
export function msUntilMidnight(atMs: number): number {
  return DAY_MS - ((atMs + BEIJING_MS) % DAY_MS);
}
