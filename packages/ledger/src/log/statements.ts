import { SHARDS } from "@caibian/schema";

const LAST_SHARD = SHARDS - 1;

/** A new cursor starts before everything, with the shard's head as its base. Rows up to there are all visible. */
export const MAKE_CURSOR: string = `
INSERT INTO store_cursor (store_id, shard, seq, base)
SELECT $1, $2, 0, coalesce((SELECT seq FROM article_log WHERE shard = $2 ORDER BY seq DESC LIMIT 1), 0)
ON CONFLICT (store_id, shard) DO NOTHING`;

// Of rows past the bound in bytes ($4) the text is not sent; the first row's always is.
const DELIVERY = `
, sized AS (
  SELECT picked.*, r.record, octet_length(r.record) AS bytes,
    sum(octet_length(r.record)) OVER (ORDER BY picked.seq) AS total_bytes
  FROM picked JOIN article_revision r ON r.article_id = picked.article_id AND r.revision = picked.revision
)
SELECT seq, article_id, revision, op, at, url, total_bytes,
  CASE WHEN total_bytes = bytes OR total_bytes <= $4::bigint THEN record END AS record
FROM sized ORDER BY seq`;

/** The rows of a shard ($1) after a number ($2), at most $3. */
export const FOLLOW: string = `
WITH picked AS MATERIALIZED (
  SELECT l.seq, l.article_id, l.revision, l.op, l.at, a.url
  FROM article_log l JOIN article a ON a.id = l.article_id
  WHERE l.shard = $1 AND l.seq > $2 ORDER BY l.seq LIMIT $3
) ${DELIVERY}`;

/** The current articles of a shard ($1) whose newest row lies after $2 and up to $5, at most $3. */
export const BACKFILL: string = `
WITH picked AS MATERIALIZED (
  SELECT l.seq, l.article_id, l.revision, l.op, l.at, a.url
  FROM article a JOIN article_log l ON l.seq = a.last_seq
  WHERE a.shard = $1 AND a.status = 'usable' AND a.last_seq > $2 AND a.last_seq <= $5 ORDER BY a.last_seq LIMIT $3
) ${DELIVERY}`;

/** Moves a cursor that still stands where it was read, and keeps the dead letters with it; one row when it did. */
export const ADVANCE: string = `
WITH moved AS (
  UPDATE store_cursor SET seq = $5, moved_at = now()
  WHERE store_id = $1 AND shard = $2 AND seq = $3 AND base = $4
  RETURNING 1
), kept AS (
  INSERT INTO dead_letter (store_id, seq, article_id, revision, op, reason, attempts)
  SELECT $1, row.* FROM unnest($6::bigint[], $7::text[], $8::integer[], $9::text[], $10::text[], $11::integer[]) AS row
  WHERE EXISTS (SELECT 1 FROM moved)
  ON CONFLICT (store_id, seq) DO UPDATE SET reason = EXCLUDED.reason, attempts = EXCLUDED.attempts, at = now()
)
SELECT 1 FROM moved`;

/** What was delivered of each article ($1) before a revision ($2), or null. A doubted reading was not. */
export const EARLIER: string = `
SELECT before.record
FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS wanted (article_id, revision, place)
LEFT JOIN LATERAL (
  SELECT r.record FROM article_revision r
  WHERE r.article_id = wanted.article_id AND r.revision < wanted.revision AND r.status <> 'quarantined'
  ORDER BY r.revision DESC LIMIT 1
) AS before ON true
ORDER BY wanted.place`;

// A Store without a cursor in a shard has its current articles ahead of it.
const CURSORS = `
  SELECT wanted.store_id, shards.shard, coalesce(c.seq, 0) AS seq,
    coalesce(c.base, (SELECT seq FROM article_log l WHERE l.shard = shards.shard ORDER BY seq DESC LIMIT 1), 0) AS base
  FROM unnest($1::text[]) AS wanted (store_id)
  CROSS JOIN generate_series(0, ${LAST_SHARD}) AS shards (shard)
  LEFT JOIN store_cursor c ON c.store_id = wanted.store_id AND c.shard = shards.shard`;

/** Shards where a Store ($1) has work. */
export const BEHIND: string = `
WITH cursors AS (${CURSORS.replace("$1::text[]", "ARRAY[$1::text]")})
SELECT shard FROM cursors c
WHERE EXISTS (SELECT 1 FROM article_log l WHERE l.shard = c.shard AND l.seq > greatest(c.seq, c.base))
  OR (c.seq < c.base AND EXISTS (SELECT 1 FROM article a
    WHERE a.shard = c.shard AND a.status = 'usable' AND a.last_seq > c.seq AND a.last_seq <= c.base))
ORDER BY shard`;

/** How far behind Stores ($1) are, and since when. */
export const LAG: string = `
WITH cursors AS (${CURSORS}),
ahead AS (
  SELECT c.store_id,
    (SELECT count(*) FROM article_log l WHERE l.shard = c.shard AND l.seq > greatest(c.seq, c.base))
    + CASE WHEN c.seq < c.base THEN (SELECT count(*) FROM article a
        WHERE a.shard = c.shard AND a.status = 'usable' AND a.last_seq > c.seq AND a.last_seq <= c.base) ELSE 0 END
      AS behind,
    least(
      (SELECT l.at FROM article_log l WHERE l.shard = c.shard AND l.seq > greatest(c.seq, c.base)
        ORDER BY l.seq LIMIT 1),
      CASE WHEN c.seq < c.base THEN (SELECT l.at FROM article a JOIN article_log l ON l.seq = a.last_seq
        WHERE a.shard = c.shard AND a.status = 'usable' AND a.last_seq > c.seq AND a.last_seq <= c.base
        ORDER BY a.last_seq LIMIT 1) END
    ) AS oldest_at
  FROM cursors c
)
SELECT store_id, sum(behind) AS behind, min(oldest_at) AS oldest_at,
  (SELECT count(*) FROM dead_letter d WHERE d.store_id = ahead.store_id) AS dead_letters
FROM ahead GROUP BY store_id`;
