import { messageOf, type SqlPool } from "@caibian/schema";

import { LedgerUnreachableError } from "./errors.ts";
import type { Ground } from "./ground.ts";
import type { SqlPoolOptions } from "./ledger.ts";
import { LEDGER_SCHEMA, migrate } from "./migrate/migrate.ts";
import type { PgPoolLike } from "./pool/pg-pool.ts";
import { serverPool } from "./pool/server-pool.ts";

const MOST_CONNECTIONS = 8;
const STATEMENT_TIMEOUT_MS = 120_000;

/** Opens a ledger on a PostgreSQL server. */
export async function openServer(url: string, log: (text: string) => void): Promise<Ground> {
  const pools: PgPoolLike[] = [];
  const onError = (error: Error): void => log(`a connection to the ledger was lost: ${error.message}`);
  const open = (schema: string, max: number, name: string): PgPoolLike => {
    const pool = serverPool({ url, schema, max, name, statementTimeoutMs: STATEMENT_TIMEOUT_MS, onError });
    pools.push(pool);
    return pool;
  };
  const pool = open(LEDGER_SCHEMA, MOST_CONNECTIONS, "caibian-ledger");
  try {
    await pool.query("SELECT 1");
  } catch (error) {
    await pool.end();
    throw new LedgerUnreachableError({
      what: "the ledger's database does not answer",
      where: withoutPassword(url),
      why: messageOf(error),
      next: "see that the server runs and that the URL, user and password are right",
      cause: error,
    });
  }
  try {
    await migrate(pool, withoutPassword(url));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    engine: "postgres",
    pool,
    sqlPool({ schema = "bullmq", max = 10 }: SqlPoolOptions): PgPoolLike & SqlPool {
      return open(schema, max, "caibian-queue");
    },
    async close() {
      await Promise.all(pools.map((one) => endOnce(one)));
    },
  };
}

/** BullMQ's owner may have ended the queue's pool already; pg.Pool takes a second end for a mistake. */
async function endOnce(pool: PgPoolLike & { readonly ended?: boolean; readonly ending?: boolean }): Promise<void> {
  if (pool.ended !== true && pool.ending !== true) await pool.end();
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = "";
    parsed.search = "";
    return parsed.href;
  } catch {
    // Not a URL that can be taken apart: then nothing of it is shown.
    return "postgres://…";
  }
}
