export type { QueueClient, QueueEngine, QueuePool, QueueRows } from "./engine/engine.ts";
export { QUEUE_SCHEMA } from "./engine/check-postgres.ts";
export { QueueError, QueueUnreachableError } from "./errors.ts";
export { nextRun } from "./lane/next-run.ts";
export { openQueue, type OpenQueue, type QueueOptions } from "./open-queue.ts";
