import type { QueuePool } from "./engine.ts";

/** The schema that holds BullMQ's tables; its name is fixed where the pool is given. */
export const QUEUE_SCHEMA = "bullmq";

const OLDEST_VERSION = 14;
const MOST_SKEW_MS = 5_000;
/** Share of max_connections above which a worker more may be refused. */
const NEARLY_FULL = 0.9;

/** Says in words what may not hold of the database that the queue lives in. */
export async function checkPostgres(pool: QueuePool): Promise<readonly string[]> {
  const { rows } = await pool.query(
    `SELECT to_regclass('job') = to_regclass('${QUEUE_SCHEMA}.job') AS is_ours,
       current_setting('server_version_num')::int AS version,
       extract(epoch FROM clock_timestamp())::float8 AS now,
       pg_is_in_recovery() AS is_replica,
       current_setting('synchronous_commit') AS flushing,
       (SELECT count(*) FROM pg_stat_activity)::int AS connections,
       current_setting('max_connections')::int AS most`,
  );
  const row = rows[0] ?? {};
  const warnings: string[] = [];
  if (row["is_ours"] !== true) warnings.push(`the pool's search_path does not lead to the schema ${QUEUE_SCHEMA}`);
  const version = Math.floor(Number(row["version"] ?? 0) / 10_000);
  if (version < OLDEST_VERSION) {
    warnings.push(`PostgreSQL ${String(version)} is older than ${String(OLDEST_VERSION)}: upgrade it`);
  }
  if (row["is_replica"] === true) warnings.push("PostgreSQL is a replica, which takes no writes: name its primary");
  if (row["flushing"] === "off") {
    warnings.push("PostgreSQL does not wait for its disk (synchronous_commit is off): a crash may forget jobs");
  }
  const [connections, most] = [Number(row["connections"] ?? 0), Number(row["most"] ?? 0)];
  if (connections > most * NEARLY_FULL) {
    warnings.push(`PostgreSQL has ${String(connections)} of ${String(most)} connections in use: raise max_connections`);
  }
  const skewMs = Math.abs(Number(row["now"] ?? 0) * 1000 - Date.now());
  if (skewMs > MOST_SKEW_MS) {
    warnings.push(
      `the clock here and that of PostgreSQL differ by ${String(Math.round(skewMs / 1000))} s: delays will too`,
    );
  }
  return warnings;
}
