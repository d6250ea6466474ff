import { createHash } from "node:crypto";
import { nextRun } from "@caibian/queue";
import type { Config, Source } from "@caibian/schema";

/** Jitter where neither the Source nor the config says any, in seconds. */
export const DEFAULT_JITTER_SECONDS = 60;
/** A run is never later than this share of the time to the next. */
const MOST_SHARE = 0.1;

/**
 * How long after each planned time a Source is visited, in milliseconds: the same at every run, and another for each
 * Source, so that hundreds of `0 * * * *` do not begin at once.
 */
export function jitterOf(source: Source & { readonly schedule: string }, config: Config, nowMs: number): number {
  const most = (source.jitterSeconds ?? config.schedules?.jitterSeconds ?? DEFAULT_JITTER_SECONDS) * 1000;
  const first = nextRun(source.schedule, source.timeZone, nowMs);
  const second = first === null ? null : nextRun(source.schedule, source.timeZone, first);
  if (first === null || second === null) return 0;
  return Math.floor(shareOf(source.id) * Math.min(most, (second - first) * MOST_SHARE));
}

/** A number from 0 up to 1 that is a Source's own. */
function shareOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0) / 2 ** 32;
}
