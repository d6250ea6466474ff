import { isDeepStrictEqual } from "node:util";

import type { Lane, Schedule } from "@caibian/schema";
import type { JobSchedulerJson, Queue as BullQueue } from "bullmq";

/** Name of a job that a schedule makes: it adds the work under the schedule's key and ends. */
export const TICK = "tick";

/** What a tick carries. */
export interface Tick {
  readonly key: string;
  readonly data: object;
  /** How long after the tick its work begins, in milliseconds. Default 0. */
  readonly delayMs?: number;
}

const PAGE = 1_000;
/** A tick that is this late was lost: its scheduler is set anew. */
const LOST_MS = 60_000;

/**
 * Makes the lane's job schedulers exactly these. BullMQ cannot deduplicate what a scheduler makes, so a scheduler
 * makes ticks: a Visit that is still running when its time comes again is followed by one more, never joined by it.
 * One that is there already is left alone: setting it anew would drop a tick that is due.
 */
export async function syncSchedules<L extends Lane>(
  queue: BullQueue,
  schedules: readonly Schedule<L>[],
): Promise<void> {
  const there = await schedulersOf(queue);
  const wanted = new Set(schedules.map((schedule) => schedule.id));
  for (const id of there.keys()) {
    if (!wanted.has(id)) await queue.removeJobScheduler(id);
  }
  for (const { id, cron, timeZone, data, jitterMs } of schedules) {
    const tick: Tick = { key: id, data, ...(jitterMs === undefined ? {} : { delayMs: jitterMs }) };
    const found = there.get(id);
    if (found !== undefined && isSame(found, { cron, timeZone, tick })) continue;
    await queue.upsertJobScheduler(
      id,
      { pattern: cron, tz: timeZone },
      { name: TICK, data: tick, opts: { removeOnComplete: true, removeOnFail: { count: 10 } } },
    );
  }
}

function isSame(
  found: JobSchedulerJson,
  wanted: { readonly cron: string; readonly timeZone: string; readonly tick: Tick },
): boolean {
  return (
    found.pattern === wanted.cron &&
    found.tz === wanted.timeZone &&
    isDeepStrictEqual(found.template?.data, wanted.tick) &&
    (found.next ?? 0) > Date.now() - LOST_MS
  );
}

async function schedulersOf(queue: BullQueue): Promise<ReadonlyMap<string, JobSchedulerJson>> {
  const found = new Map<string, JobSchedulerJson>();
  for (let from = 0; ; from += PAGE) {
    const page = await queue.getJobSchedulers(from, from + PAGE - 1);
    for (const scheduler of page) found.set(scheduler.key, scheduler);
    if (page.length < PAGE) return found;
  }
}
