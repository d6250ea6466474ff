import type { JobContext, JobOutcome, Lane, Lanes, Working } from "@caibian/schema";
import { DelayedError, Worker, type Job, type Queue as BullQueue } from "bullmq";

import type { Backend, Link } from "../engine/engine.ts";
import { addJob, type RetrySettings } from "./add.ts";
import { Idleness } from "./idleness.ts";
import { TICK, type Tick } from "./schedules.ts";
import { settlesWithin } from "./settles-within.ts";

/** What every worker is told. */
export interface WorkSettings extends RetrySettings {
  readonly log: (text: string) => void;
  readonly stalledMs: number;
  /** How long a worker may take nothing while work waits, in milliseconds. */
  readonly stuckMs: number;
  /** Told each time that a worker opened its connection anew. */
  readonly onRestart: () => void;
}

type Handler<L extends Lane> = (data: Lanes[L], context: JobContext) => Promise<JobOutcome>;

/**
 * A job that lost its worker this often fails for good. At 1, BullMQ's default, 20 of 60 healthy jobs did after a few
 * worker kills; a job that goes on for days by `again` keeps its count, so that no small number is safe.
 */
const MAX_STALLED = 10_000;
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
  const work = new LaneWork(queue, handler, concurrency, backend, settings);
  await work.ready();
  return work;
}

/** A worker of BullMQ, and the watch over it. */
class LaneWork<L extends Lane> implements Working {
  readonly #queue: BullQueue;
  readonly #handler: Handler<L>;
  readonly #concurrency: number;
  readonly #backend: Backend;
  readonly #settings: WorkSettings;
  readonly #stop = new AbortController();
  readonly #idleness: Idleness;
  readonly #timer: NodeJS.Timeout;
  #running = 0;
  #worker: Worker;
  #link: Link;
  /** Workers whose connection was given up, while jobs of theirs still run. */
  readonly #leaving = new Set<Link>();

  constructor(queue: BullQueue, handler: Handler<L>, concurrency: number, backend: Backend, settings: WorkSettings) {
    this.#queue = queue;
    this.#handler = handler;
    this.#concurrency = concurrency;
    this.#backend = backend;
    this.#settings = settings;
    this.#idleness = new Idleness(settings.stuckMs);
    this.#link = backend.link("waiting");
    this.#worker = this.#open(this.#link);
    this.#timer = setInterval(() => void this.#watch(), settings.stuckMs / 3);
    this.#timer.unref();
  }

  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Takes no new job, waits, aborts, waits a little more, lets go: what is left is taken up as stalled. */
  async close(graceMs: number = GRACE_MS): Promise<void> {
    clearInterval(this.#timer);
    const closed = this.#worker.close();
    if (!(await settlesWithin(closed, graceMs))) {
      this.#stop.abort();
      // A second close, forced, would only wait for the first: the connection is taken from under it instead.
      await settlesWithin(closed, AFTER_ABORT_MS);
    }
    this.#stop.abort();
    this.#link.close();
    for (const link of this.#leaving) link.close();
  }

  #open(link: Link): Worker {
    const { stalledMs, log } = this.#settings;
    const { prefix } = this.#backend;
    const worker = new Worker(
      this.#queue.name,
      (job: Job, token?: string) => this.#run(job, token),
      {
        connection: link.connection,
        ...(prefix === null ? {} : { prefix }),
        concurrency: this.#concurrency,
        maxStalledCount: MAX_STALLED,
        stalledInterval: stalledMs,
        lockDuration: stalledMs,
      },
      this.#backend.factory as never,
    );
    worker.on("error", (error) => log(`worker ${this.#queue.name}: ${error.message}`));
    return worker;
  }

  async #run(job: Job, token: string | undefined): Promise<void> {
    this.#running++;
    this.#idleness.moved();
    try {
      await this.#do(job, token);
    } finally {
      this.#running--;
      this.#idleness.moved();
    }
  }

  async #do(job: Job, token: string | undefined): Promise<void> {
    if (job.name === TICK) {
      const { key, data, delayMs } = job.data as Tick;
      await addJob(this.#queue, data, { key, delayMs: delayMs ?? 0 }, this.#settings);
      return;
    }
    const context = { attempt: job.attemptsMade + 1, signal: this.#stop.signal };
    const outcome = await this.#handler(job.data as Lanes[L], context);
    if (outcome.kind === "done") return;
    await job.moveToDelayed(Date.now() + outcome.afterMs, token);
    // BullMQ's word for "I have moved it myself, and no attempt was used".
    throw new DelayedError();
  }

  /** A connection can be lost with no sign of it: work waits, and this worker asks for none. */
  async #watch(): Promise<void> {
    try {
      const isFull = this.#running >= this.#concurrency;
      const due = isFull ? 0 : await countDue(this.#queue);
      if (!this.#idleness.isStuck(due) || this.#stop.signal.aborted) return;
      const seconds = Math.round(this.#settings.stuckMs / 1000);
      this.#settings.log(
        `worker ${this.#queue.name}: took nothing for ${String(seconds)} s while ${String(due)} waited: connects anew`,
      );
      await this.#restart();
    } catch (error) {
      // A server that does not answer has its own words in the log; whether work waits is not known.
      this.#idleness.moved();
      if (!(error instanceof Error)) throw error;
    }
  }

  async #restart(): Promise<void> {
    const [worker, link] = [this.#worker, this.#link];
    this.#idleness.moved();
    this.#link = this.#backend.link("waiting");
    this.#worker = this.#open(this.#link);
    this.#settings.onRestart();
    if (this.#running > 0) {
      // Its jobs keep their locks for as long as its connection can renew them.
      this.#leaving.add(link);
      const letGo = (): void => {
        this.#leaving.delete(link);
        link.close();
      };
      worker.close().then(letGo, letGo);
      return;
    }
    // What it had taken without knowing is taken up as stalled.
    await settlesWithin(worker.close(true), AFTER_ABORT_MS);
    link.close();
  }
}

/** Jobs that a worker could take now, those included that wait for a moment that has come. */
async function countDue(queue: BullQueue): Promise<number> {
  const [isPaused, { wait = 0, prioritized = 0 }, delayed] = await Promise.all([
    queue.isPaused(),
    queue.getJobCounts("wait", "prioritized"),
    queue.getDelayedCount(Date.now()),
  ]);
  // What a person has paused on the board waits for that person.
  return isPaused ? 0 : wait + prioritized + delayed;
}
