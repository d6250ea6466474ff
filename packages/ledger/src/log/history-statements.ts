import { keepLetters } from "./statements.ts";

const CHOSEN = `a.status = 'usable' AND a.last_seq <= c.seq
    AND ($3::timestamptz IS NULL OR a.changed_at >= $3) AND ($4::text IS NULL OR a.source_id = $4)`;

/**
 * What the cursor of a Store ($1) has behind it in a shard ($2): changed since $3, of the Source $4. Asked shard by
 * shard, since the embedded ledger holds the event loop while it counts.
 */
export const COUNT_HISTORY: string = `
SELECT count(*) AS total FROM store_cursor c JOIN article a ON a.shard = c.shard AND ${CHOSEN}
WHERE c.store_id = $1 AND c.shard = $2`;

/** A run of a Store ($1) by the name $2, of what changed since $3 and belongs to the Source $4, in place of its last. */
export const BEGIN_RUN: string = `
INSERT INTO backfill (store_id, run_id, since, source_id, total)
VALUES ($1, $2, $3::timestamptz, $4::text, $5::bigint)
ON CONFLICT (store_id) DO UPDATE SET run_id = EXCLUDED.run_id, is_cancelled = false, since = EXCLUDED.since,
  source_id = EXCLUDED.source_id, total = EXCLUDED.total, sent = 0, started_at = now(), moved_at = now()`;

/** The shards ($3) of that run: what their cursors have behind them is history. */
export const BEGIN_SHARDS: string = `
INSERT INTO backfill_shard (store_id, shard, run_id, upto)
SELECT c.store_id, c.shard, $2, c.seq FROM store_cursor c WHERE c.store_id = $1 AND c.shard = ANY ($3::smallint[])`;

/** As CLAIM, in the history of a Store ($1) and shard ($2). */
export const CLAIM_HISTORY: string = `
WITH before AS (
  SELECT * FROM backfill_shard WHERE store_id = $1 AND shard = $2 FOR UPDATE
)
UPDATE backfill_shard s SET attempts = before.attempts + 1, tried_at = clock_timestamp()
FROM before JOIN backfill b ON b.store_id = before.store_id AND b.run_id = before.run_id
WHERE s.store_id = before.store_id AND s.shard = before.shard
RETURNING s.run_id, s.seq, s.upto, s.attempts, s.failures, b.since, b.source_id,
  EXISTS (SELECT 1 FROM backfill_shard o WHERE o.store_id = $1 AND o.shard <> $2 AND o.moved_at > before.tried_at)
  OR EXISTS (SELECT 1 FROM store_cursor o WHERE o.store_id = $1 AND o.moved_at > before.tried_at) AS others_moved`;

/** As END_TRY. */
export const END_HISTORY_TRY: string = `
UPDATE backfill_shard SET attempts = attempts - CASE WHEN $5::boolean THEN 0 ELSE 1 END,
  failures = failures + CASE WHEN $5::boolean THEN 1 ELSE 0 END
WHERE store_id = $1 AND shard = $2 AND run_id = $3 AND seq = $4 AND attempts > 0`;

/** Moves a run on in one shard, from $4 to $5, and counts what was sent; at its end the shard's row goes. */
export const ADVANCE_HISTORY: string = `
WITH ended AS (
  DELETE FROM backfill_shard WHERE store_id = $1 AND shard = $2 AND run_id = $3 AND seq = $4 AND upto <= $5
  RETURNING 1
), stepped AS (
  UPDATE backfill_shard SET seq = $5, attempts = 0, failures = 0,
    moved_at = CASE WHEN $14::boolean THEN clock_timestamp() ELSE moved_at END
  WHERE store_id = $1 AND shard = $2 AND run_id = $3 AND seq = $4 AND upto > $5
  RETURNING 1
), moved AS (
  SELECT 1 FROM ended UNION ALL SELECT 1 FROM stepped
), counted AS (
  UPDATE backfill SET sent = sent + $6::bigint, moved_at = clock_timestamp()
  WHERE store_id = $1 AND run_id = $3 AND EXISTS (SELECT 1 FROM moved)
), ${keepLetters(7)}
SELECT 1 FROM moved`;

/** How far the last run of each of these Stores ($1) has come. */
export const PROGRESS: string = `
SELECT b.*, CASE WHEN b.is_cancelled THEN 'cancelled'
  WHEN EXISTS (SELECT 1 FROM backfill_shard s WHERE s.store_id = b.store_id) THEN 'running' ELSE 'done' END AS state
FROM backfill b WHERE b.store_id = ANY ($1::text[]) ORDER BY b.store_id`;
