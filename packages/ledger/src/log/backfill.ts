import { SHARDS } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";

/** Sends a Store's cursors back to the start: it takes the current articles again, then the log. */
export async function backfill(pool: PgPoolLike, storeId: string): Promise<void> {
  await pool.query(
    `INSERT INTO store_cursor (store_id, shard, seq, base)
     SELECT $1, shard, 0, coalesce((SELECT seq FROM article_log l WHERE l.shard = shards.shard
       ORDER BY seq DESC LIMIT 1), 0)
     FROM generate_series(0, $2) AS shards (shard)
     ON CONFLICT (store_id, shard) DO UPDATE SET seq = 0, base = EXCLUDED.base, moved_at = now()`,
    [storeId, SHARDS - 1],
  );
}

/** Forgets a Store: its cursors and dead letters. */
export async function forgetStore(pool: PgPoolLike, storeId: string): Promise<void> {
  await pool.query(
    "WITH gone AS (DELETE FROM dead_letter WHERE store_id = $1) DELETE FROM store_cursor WHERE store_id = $1",
    [storeId],
  );
}
