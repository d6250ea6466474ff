import type { Queue } from "@caibian/schema";

import type { Backend, QueueEngine } from "./engine/engine.ts";

/** How to open the queue. */
export interface QueueOptions {
  readonly engine: QueueEngine;
  /** Begins the names of all BullMQ queues, so that two installations may share a server. Default `caibian`. */
  readonly prefix?: string;
  /** Told of trouble with the server, in words. Default: silent. */
  readonly log?: (text: string) => void;
  /** First wait after a failed try, in milliseconds; doubles each time, with jitter. Default 1000. */
  readonly backoffMs?: number;
  /** Tries before a job counts as failed. Default 6. */
  readonly attempts?: number;
  /** How long a job of a dead worker rests before another takes it, in milliseconds. Default 10 000. */
  readonly stalledMs?: number;
  /** How long a worker may take nothing while work waits before it connects anew, in milliseconds. Default 30 000. */
  readonly stuckMs?: number;
}

/** The queue, and the raw BullMQ queues for a board. */
export interface OpenQueue extends Queue {
  /** How often a worker of this process connected anew because it took nothing while work waited. */
  readonly restarts: number;
  /** BullMQ's own Queue objects, one a lane; for looking at, not for adding. */
  board(): readonly unknown[];
}

/**
 * Opens the queue on Redis or PostgreSQL and checks that it answers. BullMQ is loaded here, not before: most commands
 * never open a queue.
 * Throws `QueueUnreachableError` when it does not.
 */
export async function openQueue(options: QueueOptions): Promise<OpenQueue> {
  const backend = await openBackend(options);
  const { LaneQueue } = await import("./lane-queue.ts");
  return new LaneQueue(backend, options);
}

async function openBackend({ engine, log = () => undefined }: QueueOptions): Promise<Backend> {
  if (engine.kind === "redis") return (await import("./engine/redis.ts")).openRedis(engine.url, { log });
  return (await import("./engine/postgres.ts")).openPostgres(engine.pool);
}
