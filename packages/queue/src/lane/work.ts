import type { JobContext, JobOutcome, Lane, Lanes, Working } from "@caibian/schema";
import { DelayedError, Worker, type Job, type Queue as BullQueue } from "bullmq";

import type { Backend } from "../engine/engine.ts";
import { addJob, type RetrySettings } from "./add.ts";
import { TICK, type Tick } from "./schedules.ts";

/** What every worker is told. */
export interface WorkSettings extends RetrySettings {
  readonly log: (text: string) => void;
  readonly stalledMs: number;
}

type Handler<L extends Lane> = (data: Lanes[L], context: JobContext) => Promise<JobOutcome>;

/** At 1, BullMQ's default, 20 of 60 healthy jobs ended as failed after a few worker kills. */
const MAX_STALLED = 5;
const GRACE_MS = 30_000;
const AFTER_ABORT_MS = 2_000;

/** Starts a worker on the lane and waits until it is connected. */
export async function startWork<L extends Lane>(
  queue: BullQueue,
  handler: Handler<L>,
  concurrency: number,
  backend: Backend,
  settings: WorkSettings,
): Promise<Working> {
  const stop = new AbortController();
  const worker = new Worker(
    queue.name,
    (job: Job, token?: string) => runJob(queue, job, token, handler, stop.signal, settings),
    {
      connection: backend.waiting,
      concurrency,
      maxStalledCount: MAX_STALLED,
      stalledInterval: settings.stalledMs,
      lockDuration: settings.stalledMs,
    },
    backend.factory as never,
  );
  worker.on("error", (error) => settings.log(`worker ${queue.name}: ${error.message}`));
  await worker.waitUntilReady();
  return { close: (graceMs = GRACE_MS) => closeWorker(worker, stop, graceMs) };
}

async function runJob<L extends Lane>(
  queue: BullQueue,
  job: Job,
  token: string | undefined,
  handler: Handler<L>,
  signal: AbortSignal,
  settings: WorkSettings,
): Promise<void> {
  if (job.name === TICK) {
    const tick = job.data as Tick;
    await addJob(queue, tick.data, { key: tick.key }, settings);
    return;
  }
  const outcome = await handler(job.data as Lanes[L], { attempt: job.attemptsMade + 1, signal });
  if (outcome.kind === "done") return;
  await job.moveToDelayed(Date.now() + outcome.afterMs, token);
  // BullMQ's word for "I have moved it myself, and no attempt was used".
  throw new DelayedError();
}

/** Takes no new job, waits, aborts, waits a little more, lets go: what is left is taken up as stalled. */
async function closeWorker(worker: Worker, stop: AbortController, graceMs: number): Promise<void> {
  const closed = worker.close();
  if (!(await settlesWithin(closed, graceMs))) {
    stop.abort();
    if (!(await settlesWithin(closed, AFTER_ABORT_MS))) await worker.close(true);
  }
  stop.abort();
}

async function settlesWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
