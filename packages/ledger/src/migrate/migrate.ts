import { LedgerNewerError } from "../errors.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "./migrations.ts";

/** The schema that holds the ledger's tables. */
export const LEDGER_SCHEMA = "caibian";

// "caib": serialises starters
const MIGRATION_LOCK = 0x63616962;

/**
 * Brings the tables to this code's version, in one transaction, one starter at a time.
 * Throws `LedgerNewerError` when they are ahead of it.
 */
export async function migrate(pool: PgPoolLike, where: string): Promise<void> {
  if ((await versionOf(pool)) === SCHEMA_VERSION) return;
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${LEDGER_SCHEMA}`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${LEDGER_SCHEMA}.schema_migration (
      version integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())`);
    await client.query(`SET LOCAL search_path TO ${LEDGER_SCHEMA}`);
    const { rows } = await client.query("SELECT coalesce(max(version), 0) AS version FROM schema_migration");
    const found = rows[0] === undefined ? 0 : int(rows[0], "version");
    if (found > SCHEMA_VERSION) throw new LedgerNewerError(where, found, SCHEMA_VERSION);
    for (const step of MIGRATIONS) {
      if (step.version <= found) continue;
      await client.query(step.sql);
      await client.query("INSERT INTO schema_migration (version, name) VALUES ($1, $2)", [step.version, step.name]);
    }
  });
}

/** The version of the tables, 0 where there are none; read without a lock, since most starts find nothing to do. */
async function versionOf(pool: PgPoolLike): Promise<number> {
  const { rows } = await pool.query(`SELECT to_regclass('${LEDGER_SCHEMA}.schema_migration') IS NOT NULL AS there`);
  if (rows[0]?.["there"] !== true) return 0;
  const found = await pool.query(`SELECT coalesce(max(version), 0) AS version FROM ${LEDGER_SCHEMA}.schema_migration`);
  return found.rows[0] === undefined ? 0 : int(found.rows[0], "version");
}
