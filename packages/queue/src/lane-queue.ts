import type {
  AddOptions,
  JobContext,
  JobOutcome,
  Lane,
  Lanes,
  Queue,
  QueueCounts,
  Schedule,
  Working,
} from "@caibian/schema";
import { Queue as BullQueue } from "bullmq";

import type { Backend, Link } from "./engine/engine.ts";
import { addJob } from "./lane/add.ts";
import { syncSchedules } from "./lane/schedules.ts";
import { startWork, type WorkSettings } from "./lane/work.ts";
import type { OpenQueue, QueueOptions } from "./open-queue.ts";

const LANES: readonly Lane[] = ["deliver", "visit"];
/**
 * While a dead worker's job counts as running, no other of its key does: of a Source no Visit, of a Store's shard no
 * Delivery. It is freed by the second look after its lock ran out, so at BullMQ's 30 s it rests for up to 90 s.
 */
const STALLED_MS = 10_000;
const CLOSE_GRACE_MS = 10_000;
/** BullMQ tells each move of each job on a stream; the board reads a few, nobody more. */
const EVENTS_KEPT = 100;

/** BullMQ's queues, one a lane, on one backend. */
export class LaneQueue implements OpenQueue {
  readonly engine: Queue["engine"];
  readonly #backend: Backend;
  readonly #settings: WorkSettings;
  readonly #lanes: ReadonlyMap<Lane, BullQueue>;
  readonly #working = new Set<Working>();
  readonly #links: Link[] = [];
  #restarts = 0;

  constructor(backend: Backend, options: QueueOptions) {
    this.engine = backend.kind;
    this.#backend = backend;
    this.#settings = {
      log: options.log ?? (() => undefined),
      backoffMs: options.backoffMs ?? 1_000,
      attempts: options.attempts ?? 6,
      stalledMs: options.stalledMs ?? STALLED_MS,
      stuckMs: options.stuckMs ?? 30_000,
      onRestart: () => void this.#restarts++,
    };
    this.#lanes = new Map(LANES.map((lane) => [lane, this.#openLane(`${options.prefix ?? "caibian"}-${lane}`)]));
  }

  get restarts(): number {
    return this.#restarts;
  }

  #openLane(name: string): BullQueue {
    const { prefix, factory } = this.#backend;
    const link = this.#backend.link("adding");
    this.#links.push(link);
    const queue = new BullQueue(
      name,
      {
        connection: link.connection,
        ...(prefix === null ? {} : { prefix }),
        streams: { events: { maxLen: EVENTS_KEPT } },
      },
      factory as never,
    );
    queue.on("error", (error) => this.#settings.log(`queue ${name}: ${error.message}`));
    return queue;
  }

  #lane(lane: Lane): BullQueue {
    const queue = this.#lanes.get(lane);
    if (queue === undefined) throw new RangeError(`no lane ${lane}`);
    return queue;
  }

  async add<L extends Lane>(lane: L, data: Lanes[L], options: AddOptions): Promise<void> {
    await addJob(this.#lane(lane), data, options, this.#settings);
  }

  async work<L extends Lane>(
    lane: L,
    handler: (data: Lanes[L], context: JobContext) => Promise<JobOutcome>,
    options: { readonly concurrency: number },
  ): Promise<Working> {
    const working = await startWork(this.#lane(lane), handler, options.concurrency, this.#backend, this.#settings);
    const tracked: Working = {
      close: async (graceMs) => {
        this.#working.delete(tracked);
        await working.close(graceMs);
      },
    };
    this.#working.add(tracked);
    return tracked;
  }

  async schedule<L extends Lane>(lane: L, schedules: readonly Schedule<L>[]): Promise<void> {
    await syncSchedules(this.#lane(lane), schedules);
  }

  async counts(lane: Lane): Promise<QueueCounts> {
    const counts = await this.#lane(lane).getJobCounts(
      "wait",
      "prioritized",
      "active",
      "delayed",
      "failed",
      "completed",
    );
    const { wait = 0, prioritized = 0, active = 0, delayed = 0, failed = 0, completed = 0 } = counts;
    return { waiting: wait + prioritized, active, delayed, failed, completed };
  }

  warnings(): Promise<readonly string[]> {
    return this.#backend.warnings();
  }

  board(): readonly unknown[] {
    return [...this.#lanes.values()];
  }

  async close(): Promise<void> {
    await Promise.all([...this.#working].map((working) => working.close(CLOSE_GRACE_MS)));
    await Promise.all([...this.#lanes.values()].map((queue) => queue.close()));
    for (const link of this.#links) link.close();
  }
}
