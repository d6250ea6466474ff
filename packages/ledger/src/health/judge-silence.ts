import { toBeijing } from "@caibian/schema";

import { expectedBetween, ratesOf, rewind } from "../rhythm/rhythm.ts";
import type { StartList } from "../rhythm/start-list-row.ts";
import { WEEK_MS } from "../rhythm/week.ts";
import type { Health } from "./judge-health.ts";

/**
 * Bunches of news that should have come since the last one. Where they come by chance at the list's own rate, none
 * comes with a probability of e to the minus that: one in a thousand, one in a million.
 */
const LATE = Math.log(1e3);
const SILENT = Math.log(1e6);
/** A rhythm is known after so many weeks of watching and so many bunches. */
const LEARNT_WEEKS = 1;
const LEARNT_BUNCHES = 4;
/** A Source whose rhythm never became known counts as silent after this long. */
const LONGEST_SILENCE_MS = (60 / 7) * WEEK_MS;
/** No gap is summed up over more hours than this. */
const LONGEST_SUM_MS = 52 * WEEK_MS;

/** Whether a Source whose lists can be read brings news as its own rhythm makes plausible. Its lists speak together. */
export function judgeSilence(lists: readonly StartList[]): Health {
  const read = lists.filter((list) => list.hadLeads && list.readMs !== null);
  const newestMs = Math.max(...read.map(({ newestMs: ms }) => ms ?? 0));
  const readMs = Math.max(...read.map(({ readMs: ms }) => ms ?? 0));
  if (read.length === 0 || newestMs <= 0) return { state: "ok", cause: null };

  const { expected, weeks, bunches } = expectSince(read, newestMs);
  const isLearnt = weeks >= LEARNT_WEEKS && bunches >= LEARNT_BUNCHES;
  const nothing = `nothing new since ${toBeijing(newestMs)}`;
  if (!isLearnt) {
    const isLong = readMs - newestMs > LONGEST_SILENCE_MS;
    return isLong ? { state: "silent", cause: `${nothing}; its rhythm is not known` } : { state: "ok", cause: null };
  }
  if (expected < LATE) return { state: "ok", cause: null };
  const cause = `${nothing}, where its rhythm has news about ${Math.round(bunches / weeks)} times a week`;
  return { state: expected < SILENT ? "late" : "silent", cause };
}

/** Bunches to be expected from the newest item to each list's last reading, by what was known when it came. */
function expectSince(
  lists: readonly StartList[],
  newestMs: number,
): { readonly expected: number; readonly weeks: number; readonly bunches: number } {
  let [expected, weeks, bunches] = [0, 0, 0];
  for (const { rhythm, readMs } of lists) {
    const then = rewind(rhythm, newestMs);
    const items = then.counts.reduce((sum, count) => sum + count, 0);
    const endMs = Math.min(readMs ?? newestMs, newestMs + LONGEST_SUM_MS);
    expected += expectedBetween(ratesOf(then), newestMs, endMs) / Math.max(1, items / Math.max(1, then.bunches));
    weeks = Math.max(weeks, then.weeks);
    bunches += then.bunches;
  }
  return { expected, weeks, bunches };
}
