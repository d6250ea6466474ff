import { messageOf } from "@caibian/schema";
import { createPostgresBackend, runMigrations, type BackendFactory, type ConnectionOptions } from "bullmq";

import { QueueUnreachableError } from "../errors.ts";
import type { Backend, QueuePool } from "./engine.ts";

/** The schema that holds BullMQ's tables; its name is fixed where the pool is given. */
export const QUEUE_SCHEMA = "bullmq";

/** Brings BullMQ's tables up to date in the pool's database, and tells BullMQ how to reach them. */
export async function openPostgres(pool: QueuePool): Promise<Backend> {
  await migrate(pool);
  // BullMQ knows a pool by its three methods; its types know only Redis here.
  const connection = pool as unknown as ConnectionOptions;
  return {
    kind: "postgres",
    adding: connection,
    waiting: connection,
    factory: createPostgresBackend as unknown as BackendFactory,
    warnings: () => check(pool),
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

async function check(pool: QueuePool): Promise<readonly string[]> {
  const found = await pool.query(
    `SELECT to_regclass('job') = to_regclass('${QUEUE_SCHEMA}.job') AS ok, extract(epoch FROM clock_timestamp())::float8 AS now`,
  );
  const row = found.rows[0];
  const warnings: string[] = [];
  if (row?.ok !== true) warnings.push(`the pool's search_path does not lead to the schema ${QUEUE_SCHEMA}`);
  const skewMs = Math.abs(Number(row?.now ?? 0) * 1000 - Date.now());
  if (skewMs > 5_000) {
    warnings.push(
      `the clock here and that of PostgreSQL differ by ${String(Math.round(skewMs / 1000))} s: delays will too`,
    );
  }
  return warnings;
}
