import { afterAll, beforeAll, expect, test } from "vitest";

import { startPostgres, type PostgresServer } from "../testkit/postgres-server.ts";
import type { PgPoolLike } from "./pg-pool.ts";
import { serverPool } from "./server-pool.ts";

let postgres: PostgresServer | null = null;
let pool: PgPoolLike | null = null;

beforeAll(async () => {
  postgres = await startPostgres();
  if (postgres === null) return;
  const bounds = { schema: "public", max: 2, name: "lent", statementTimeoutMs: 60_000, onError: () => undefined };
  pool = serverPool({ url: postgres.url, ...bounds });
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

// Without a listener the client's "error" would end the process: vitest reports it as an unhandled error.
test("a connection that breaks between two queries of a transaction fails the next one, and nothing else", async (context) => {
  if (pool === null) {
    context.skip();
    return;
  }
  const lent = await pool.connect();
  await lent.query("BEGIN");
  const { rows } = await lent.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const ended = new Promise<void>((resolve) => lent.on("end", resolve));

  await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await ended;

  await expect(lent.query("SELECT 1")).rejects.toThrow(/connection|ended/i);
  lent.release(true);
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
