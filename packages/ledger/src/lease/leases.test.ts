import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { serverPool } from "../pool/server-pool.ts";
import { startPostgres, type PostgresServer } from "../testkit/postgres-server.ts";
import { Wire } from "../testkit/wire.ts";
import { Leases } from "./leases.ts";

test("one at a time has a host; a source of the same name is another thing", async () => {
  const leases = new Leases(null);
  const first = await leases.take("host", "a.test");

  expect(await leases.take("host", "a.test")).toBeNull();
  expect(await leases.take("source", "a.test")).not.toBeNull();
  await first?.release();
  expect(await leases.take("host", "a.test")).not.toBeNull();
});

describe("on a server behind a wire that fails", () => {
  const wire = new Wire();
  let postgres: PostgresServer | null = null;
  let pool: PgPoolLike;
  let leases: Leases;

  beforeAll(async () => {
    postgres = await startPostgres();
    if (postgres === null) return;
    const url = new URL(postgres.url);
    url.port = String(await wire.open(Number(url.port)));
    const bounds = { schema: "public", max: 1, name: "leases", statementTimeoutMs: 60_000, onError: () => undefined };
    pool = serverPool({ url: url.href, ...bounds });
    leases = new Leases(pool, 200);
  });
  afterAll(async () => {
    if (postgres === null) return;
    wire.mode = "passes";
    await leases.close();
    await pool.end();
    wire.close();
    await postgres.stop();
  });
  const needsServer = (context: TestContext): void => void (postgres === null && context.skip());

  test("a connection that is refused once is tried again", async (context) => {
    needsServer(context);
    wire.mode = "refuses";
    await expect(leases.take("host", "a.test")).rejects.toThrow("terminated");
    wire.mode = "passes";

    const lease = await leases.take("host", "a.test");

    expect(lease).not.toBeNull();
    await lease?.release();
  });

  test("a wire that falls silent loses what it held, and the next lease has a new one", async (context) => {
    needsServer(context);
    const held = await leases.take("host", "b.test");
    wire.mode = "is silent";
    await expect(leases.take("host", "c.test")).rejects.toThrow("timeout");
    wire.mode = "passes";

    expect(held?.lost.aborted).toBe(true);
    expect(await leases.take("host", "c.test")).not.toBeNull();
  });
});
