import { setTimeout as sleep } from "node:timers/promises";

import { isLocked } from "./sqlite-error.ts";
import { untilAborted } from "./until-aborted.ts";

/** So long another's lock on a database is waited for. */
export const LOCKED_MS = 5_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/**
 * What the work answers, tried again while another connection has the database locked. SQLite's own waiting
 * (`busy_timeout`) stops the whole process with every other Store in it; between these tries the event loop runs.
 * Throws what the work threw when the lock is still there after `LOCKED_MS`, and a StoreTransientError when the signal
 * says stop.
 */
export async function untilUnlocked<Result>(
  where: string,
  signal: AbortSignal | undefined,
  work: () => Result,
): Promise<Result> {
  const until = performance.now() + LOCKED_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error) || performance.now() > until) throw error;
    }
    await untilAborted(where, signal, sleep(pauseMs));
  }
}
