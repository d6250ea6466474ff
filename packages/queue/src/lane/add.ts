import type { AddOptions } from "@caibian/schema";
import type { Queue as BullQueue } from "bullmq";

/** Bounds on retrying, the same for every job of a queue. */
export interface RetrySettings {
  readonly attempts: number;
  readonly backoffMs: number;
}

/** Name of a job that does a lane's work. */
export const WORK = "work";

const KEEP = { completed: 100, failed: 500 } as const;
const MAX_EXPONENT_JITTER = 0.5;

/**
 * Adds a job under its key. While one of the key waits, nothing happens; while one runs, BullMQ keeps the newest
 * data and makes one job of it when that one ends (`keepLastIfActive`). Jobs get ids of BullMQ's own making: an id
 * of ours that rests among the completed or failed would silently swallow the add.
 */
export async function addJob(queue: BullQueue, data: object, options: AddOptions, retry: RetrySettings): Promise<void> {
  await queue.add(WORK, data, {
    deduplication: { id: options.key, keepLastIfActive: true },
    delay: options.delayMs ?? 0,
    attempts: retry.attempts,
    backoff: { type: "exponential", delay: retry.backoffMs, jitter: MAX_EXPONENT_JITTER },
    removeOnComplete: { count: KEEP.completed },
    removeOnFail: { count: KEEP.failed },
    stackTraceLimit: 1,
  });
  if (options.isUrgent === true) await startNow(queue, options.key);
}

/** One of the key that waits for its moment has it now. */
async function startNow(queue: BullQueue, key: string): Promise<void> {
  const id = await queue.getDeduplicationJobId(key);
  const job = id === null ? undefined : await queue.getJob(id);
  if (job === undefined || !(await job.isDelayed())) return;
  try {
    await job.promote();
  } catch (error) {
    // Its moment came by itself in between.
    if (await job.isDelayed()) throw error;
  }
}
