import { CronExpressionParser } from "cron-parser";

/**
 * When a cron text comes next after a moment, in epoch milliseconds, as the queue's own schedules reckon it (BullMQ asks
 * the same parser); null when it never does (`0 0 31 2 *`).
 */
export function nextRun(cron: string, timeZone: string, afterMs: number): number | null {
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(afterMs) })
      .next()
      .getTime();
  } catch {
    // A day that no month has: the config's check reads each field for itself.
    return null;
  }
}
