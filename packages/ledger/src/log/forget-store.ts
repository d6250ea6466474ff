import type { PgPoolLike } from "../pool/pg-pool.ts";

/** Forgets a Store: its cursors, dead letters, backfill and what is known of it. */
export async function forgetStore(pool: PgPoolLike, storeId: string): Promise<void> {
  await pool.query(
    `WITH letters AS (DELETE FROM dead_letter WHERE store_id = $1),
       health AS (DELETE FROM store_health WHERE store_id = $1),
       runs AS (DELETE FROM backfill WHERE store_id = $1)
     DELETE FROM store_cursor WHERE store_id = $1`,
    [storeId],
  );
}
