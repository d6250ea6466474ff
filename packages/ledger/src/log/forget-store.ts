import type { PgPoolLike } from "../pool/pg-pool.ts";

/** Forgets a Store: its cursors, dead letters and backfill. */
export async function forgetStore(pool: PgPoolLike, storeId: string): Promise<void> {
  await pool.query(
    `WITH letters AS (DELETE FROM dead_letter WHERE store_id = $1),
       runs AS (DELETE FROM backfill WHERE store_id = $1)
     DELETE FROM store_cursor WHERE store_id = $1`,
    [storeId],
  );
}
