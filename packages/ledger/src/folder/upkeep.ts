import { messageOf } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { text } from "../sql/read-row.ts";
import { quoteName } from "../sql/quote-name.ts";

const EVERY_MS = 5 * 60_000;
/** Rows changed since the last look, below which a table is left alone. */
const WORTH_IT = 200;

/** Upkeep that runs on a timer. */
export interface Upkeep {
  /** One round now. */
  run(): Promise<void>;
  /** Stops the timer and waits for a round under way. */
  stop(): Promise<void>;
}

/**
 * Does what the background processes of a server do, which PGlite has not: VACUUM with ANALYZE where rows changed,
 * one table a turn so that others get theirs between, and CHECKPOINT, without which the write-ahead log only grows.
 */
export function startUpkeep(pool: PgPoolLike, log: (text: string) => void, everyMs: number = EVERY_MS): Upkeep {
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const round = async (): Promise<void> => {
    const { rows } = await pool.query(CHANGED, [WORTH_IT]);
    for (const row of rows) {
      if (isStopped) return;
      await pool.query(`VACUUM (ANALYZE) ${quoteName(text(row, "schemaname"))}.${quoteName(text(row, "relname"))}`);
    }
    if (rows.length > 0) await pool.query("CHECKPOINT");
  };
  const run = (): Promise<void> => {
    running = running.then(round).catch((error: unknown) => log(`upkeep of the ledger failed: ${messageOf(error)}`));
    return running;
  };
  const timer = setInterval(() => void run(), everyMs);
  timer.unref();
  return {
    run,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

const CHANGED = `
SELECT schemaname, relname FROM pg_stat_user_tables
WHERE n_dead_tup > $1 OR n_mod_since_analyze > $1 ORDER BY n_dead_tup DESC`;
