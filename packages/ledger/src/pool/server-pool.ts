import pg from "pg";

import type { PgPoolLike } from "./pg-pool.ts";

/** How a pool on a PostgreSQL server is bounded. */
export interface ServerPoolOptions {
  readonly url: string;
  readonly schema: string;
  /** Most connections. */
  readonly max: number;
  readonly name: string;
  /** Bound on one statement, in milliseconds. */
  readonly statementTimeoutMs: number;
  readonly onError: (error: Error) => void;
}

/** A bounded pg.Pool whose unqualified names mean one schema. */
export function serverPool(options: ServerPoolOptions): PgPoolLike {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.name,
    options: `-c search_path=${options.schema}`,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection that drops is replaced by the pool; without a listener it would end the process.
  pool.on("error", options.onError);
  // One that breaks while it is lent tells its borrower at the next query; between two queries nobody would listen.
  pool.on("connect", (client) => client.on("error", () => undefined));
  // pg.Pool has all of PgPoolLike; its overloaded `query` does not unify with one generic signature.
  return pool as unknown as PgPoolLike;
}
