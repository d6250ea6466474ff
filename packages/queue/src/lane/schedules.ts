import type { Lane, Schedule } from "@caibian/schema";
import type { Queue as BullQueue } from "bullmq";

/** Name of a job that a schedule makes: it adds the work under the schedule's key and ends. */
export const TICK = "tick";

/** What a tick carries. */
export interface Tick {
  readonly key: string;
  readonly data: object;
}

const PAGE = 1_000;

/**
 * Makes the lane's job schedulers exactly these. BullMQ cannot deduplicate what a scheduler makes, so a scheduler
 * makes ticks: a Visit that is still running when its time comes again is followed by one more, never joined by it.
 */
export async function syncSchedules<L extends Lane>(
  queue: BullQueue,
  schedules: readonly Schedule<L>[],
): Promise<void> {
  const wanted = new Set(schedules.map((schedule) => schedule.id));
  for (const id of await idsThere(queue)) {
    if (!wanted.has(id)) await queue.removeJobScheduler(id);
  }
  for (const schedule of schedules) {
    const tick: Tick = { key: schedule.id, data: schedule.data };
    await queue.upsertJobScheduler(
      schedule.id,
      { pattern: schedule.cron, tz: schedule.timeZone },
      { name: TICK, data: tick, opts: { removeOnComplete: true, removeOnFail: { count: 10 } } },
    );
  }
}

async function idsThere(queue: BullQueue): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; ; from += PAGE) {
    const page = await queue.getJobSchedulers(from, from + PAGE - 1);
    for (const scheduler of page) ids.push(scheduler.key);
    if (page.length < PAGE) return ids;
  }
}
