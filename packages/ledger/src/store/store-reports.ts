import type { DeadLetterClass } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text, textOrNull, timeOrNull } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";

/** Why a Store does not take everything, as the process says that delivers. */
export interface StoreTrouble {
  readonly state: "waiting" | "down";
  /** The class of the failure: transient, throttled, down, misconfigured. */
  readonly failure: string;
  readonly why: string;
  readonly next: string | null;
  /** How long it waits, in milliseconds; null while it is down. */
  readonly waitMs: number | null;
}

/** How a Store is, whoever delivers to it, and what it refused. */
export interface StoreReport {
  readonly storeId: string;
  readonly state: "up" | "waiting" | "down";
  readonly failure: string | null;
  readonly why: string | null;
  readonly next: string | null;
  /** Since when it is in trouble; null when it is not. */
  readonly since: string | null;
  /** Its dead letters by class; classes that it has none of are left out. */
  readonly letters: Readonly<Partial<Record<DeadLetterClass, number>>>;
}

/** Keeps what is wrong with a Store; null: nothing any more. */
export async function noteStore(pool: PgPoolLike, storeId: string, trouble: StoreTrouble | null): Promise<void> {
  if (trouble === null) {
    await pool.query("DELETE FROM store_health WHERE store_id = $1", [storeId]);
    return;
  }
  const { state, failure, why, next, waitMs } = trouble;
  await pool.query(NOTE, [storeId, state, failure, storable(why), storable(next), waitMs]);
}

/** How Stores are, in the order asked for. */
export async function readStoreReports(pool: PgPoolLike, storeIds: readonly string[]): Promise<readonly StoreReport[]> {
  if (storeIds.length === 0) return [];
  const troubles = await pool.query(TROUBLES, [storeIds]);
  const counts = await pool.query(LETTERS, [storeIds]);
  return storeIds.map((storeId) => {
    const row = troubles.rows.find((one) => text(one, "store_id") === storeId);
    const letters = Object.fromEntries(
      counts.rows
        .filter((one) => text(one, "store_id") === storeId)
        .map((one) => [text(one, "class") as DeadLetterClass, int(one, "count")]),
    );
    if (row === undefined) {
      return { storeId, state: "up", failure: null, why: null, next: null, since: null, letters };
    }
    return {
      storeId,
      // The column's check lets nothing else in.
      state: text(row, "state") as StoreTrouble["state"],
      failure: text(row, "failure"),
      why: text(row, "why"),
      next: textOrNull(row, "next"),
      since: timeOrNull(row, "since"),
      letters,
    };
  });
}

const NOTE = `
INSERT INTO store_health AS old (store_id, state, failure, why, next, until)
VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6::float8 / 1000))
ON CONFLICT (store_id) DO UPDATE SET
  since = CASE WHEN old.until IS NULL OR old.until >= clock_timestamp() THEN old.since ELSE excluded.since END,
  state = excluded.state, failure = excluded.failure, why = excluded.why, next = excluded.next,
  at = excluded.at, until = excluded.until`;

/**
 * Who said it may have died since, and another process may deliver: a Store that has moved after it is well, and a wait
 * that is over is none. A cursor at 0 is new, and has not moved.
 */
const TROUBLES = `
SELECT h.* FROM store_health h
WHERE h.store_id = ANY ($1::text[]) AND (h.until IS NULL OR h.until >= clock_timestamp())
  AND NOT EXISTS (SELECT 1 FROM store_cursor c WHERE c.store_id = h.store_id AND c.seq > 0 AND c.moved_at > h.at)`;

const LETTERS = `
SELECT store_id, class, count(*) AS count FROM dead_letter
WHERE store_id = ANY ($1::text[]) GROUP BY store_id, class ORDER BY store_id, class`;
