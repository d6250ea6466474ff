import { messageOf } from "@caibian/schema";
import { createPostgresBackend, runMigrations, type BackendFactory, type ConnectionOptions } from "bullmq";

import { QueueUnreachableError } from "../errors.ts";
import { checkPostgres, QUEUE_SCHEMA } from "./check-postgres.ts";
import type { Backend, QueuePool } from "./engine.ts";

/** Brings BullMQ's tables up to date in the pool's database, and tells BullMQ how to reach them. */
export async function openPostgres(pool: QueuePool): Promise<Backend> {
  await migrate(pool);
  // BullMQ knows a pool by its three methods; its types know only Redis here.
  const connection = pool as unknown as ConnectionOptions;
  return {
    kind: "postgres",
    prefix: null,
    link: () => ({ connection, close: () => undefined }),
    factory: createPostgresBackend as unknown as BackendFactory,
    warnings: () => checkPostgres(pool),
  };
}

async function migrate(pool: QueuePool): Promise<void> {
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client as unknown as Parameters<typeof runMigrations>[0], QUEUE_SCHEMA);
    } finally {
      client.release();
    }
  } catch (error) {
    throw new QueueUnreachableError({
      code: "E_QUEUE_UNREACHABLE",
      what: "the queue's tables could not be made ready",
      where: `schema ${QUEUE_SCHEMA}`,
      why: messageOf(error),
      next: "check that the database answers and that its user may create the schema bullmq",
      cause: error,
    });
  }
}
