import { SHARDS } from "@caibian/schema";

const LAST_SHARD = SHARDS - 1;
/** Rows that are counted one by one in a shard; what lies beyond is told from the numbers. */
const COUNTED = 250;

/** The newest number of a shard. The log may have been cut below its readers: an article's is known all the same. */
export const HEAD: string = `greatest(
    (SELECT seq FROM article_log l WHERE l.shard = shards.shard ORDER BY seq DESC LIMIT 1),
    (SELECT last_seq FROM article a WHERE a.shard = shards.shard AND a.status = 'usable' AND last_seq IS NOT NULL
      ORDER BY last_seq DESC LIMIT 1),
    0)`;

/** A new cursor starts before everything, with the shard's head as its base. Rows up to there are all visible. */
export const MAKE_CURSOR: string = `
INSERT INTO store_cursor (store_id, shard, seq, base)
SELECT $1, shards.shard, 0, ${HEAD} FROM (SELECT $2::smallint AS shard) AS shards
ON CONFLICT (store_id, shard) DO NOTHING`;

// Of rows past the bound in bytes ($4) the text is not sent; the first row's always is. A revision that was pruned has
// neither bytes nor text: a newer one follows. The time comes as seconds: a number is read faster than a time.
const DELIVERY = `
, sized AS (
  SELECT picked.*, r.record, octet_length(r.record) AS bytes,
    sum(octet_length(r.record)) OVER (ORDER BY picked.seq) AS total_bytes
  FROM picked LEFT JOIN article_revision r ON r.article_id = picked.article_id AND r.revision = picked.revision
)
SELECT seq, article_id, revision, op, erase, extract(epoch FROM at)::float8 AS at_seconds, url, bytes,
  CASE WHEN total_bytes = bytes OR total_bytes <= $4::bigint THEN record END AS record
FROM sized ORDER BY seq`;

/**
 * The rows of a shard ($1) after a number ($2), at most so many, with $3 as the bound in bytes. The bound in rows comes
 * before the join: the plan stays small. It is in the text, so that one plan serves every page: planning costs a third of
 * the reading.
 */
export function followOf(limit: number): string {
  return `
WITH rows AS MATERIALIZED (
  SELECT seq, article_id, revision, op, erase, at FROM article_log
  WHERE shard = $1 AND seq > $2 ORDER BY seq LIMIT ${String(limit)}
), picked AS (
  SELECT rows.*, a.url FROM rows JOIN article a ON a.id = rows.article_id
) ${DELIVERY.replace("$4", "$3")}`;
}

/** An article's newest log row, told from the article where the log has been cut. */
export const NEWEST: string = `a.last_seq AS seq, a.id AS article_id,
    coalesce(l.revision, told.revision, a.revision) AS revision,
    coalesce(l.op, CASE WHEN a.status <> 'usable' THEN 'withdraw' WHEN a.revision = 1 THEN 'publish' ELSE 'update' END)
      AS op,
    coalesce(l.erase, a.erased) AS erase, coalesce(l.at, told.at, a.changed_at) AS at, a.url`;

/**
 * Where NEWEST reads: articles `a`. What became a doubted reading after a Store had it was withdrawn before, and that
 * is what Stores were told.
 */
export const FROM_NEWEST: string = `a LEFT JOIN article_log l ON l.seq = a.last_seq
  LEFT JOIN LATERAL (SELECT r.revision, r.content_hash, r.at FROM article_revision r
    WHERE l.seq IS NULL AND a.status = 'quarantined' AND r.article_id = a.id AND r.status <> 'quarantined'
    ORDER BY r.revision DESC LIMIT 1) AS told ON true`;

/** The current articles of a shard ($1) whose newest row lies after $2 and up to $5, at most $3. */
const USABLE = `SELECT * FROM article
  WHERE shard = $1 AND status = 'usable' AND last_seq > $2 AND last_seq <= $5
  ORDER BY last_seq LIMIT $3`;

/** These, and for a Store ($6) whose log was cut ahead of it those that it is to take back. Two indexes are read. */
export const CURRENT: string = `
WITH usable AS MATERIALIZED (
  ${USABLE}
), past AS MATERIALIZED (
  SELECT * FROM article
  WHERE shard = $1 AND status <> 'usable' AND last_seq IS NOT NULL AND last_seq > $2 AND last_seq <= $5
    AND EXISTS (SELECT 1 FROM store_cursor c WHERE c.store_id = $6 AND c.shard = $1 AND c.is_overtaken)
  ORDER BY last_seq LIMIT $3
), a AS MATERIALIZED (
  SELECT * FROM (SELECT * FROM usable UNION ALL SELECT * FROM past) AS found ORDER BY last_seq LIMIT $3
), picked AS (
  SELECT ${NEWEST} FROM ${FROM_NEWEST}
) ${DELIVERY}`;

/** As USABLE, of those changed since $6 and of the Source $7, where these are not null. */
export const HISTORY: string = `
WITH a AS MATERIALIZED (
  ${USABLE.replace(
    "ORDER BY",
    "AND ($6::timestamptz IS NULL OR changed_at >= $6) AND ($7::text IS NULL OR source_id = $7)\n  ORDER BY",
  )}
), picked AS (
  SELECT ${NEWEST} FROM ${FROM_NEWEST}
) ${DELIVERY}`;

/** The newest Delivery of each of these articles ($1); no bound in bytes but $4. */
export const NEWEST_OF: string = `
WITH a AS MATERIALIZED (
  SELECT * FROM article WHERE id = ANY ($1::text[]) AND last_seq IS NOT NULL
), picked AS (
  SELECT ${NEWEST} FROM ${FROM_NEWEST}
) ${DELIVERY.replace("$4", "$2")}`;

/**
 * A try begins at a cursor ($1, $2) that has something ahead of it. Whether others moved is asked since the try before
 * this one.
 */
export const CLAIM: string = `
WITH before AS (
  SELECT * FROM store_cursor WHERE store_id = $1 AND shard = $2 FOR UPDATE
)
UPDATE store_cursor c SET attempts = before.attempts + 1, tried_at = clock_timestamp()
FROM before
WHERE c.store_id = before.store_id AND c.shard = before.shard
  AND (before.seq < before.base OR EXISTS (SELECT 1 FROM article_log l WHERE l.shard = $2 AND l.seq > before.seq))
RETURNING c.seq, c.base, c.attempts, c.failures, EXISTS (SELECT 1 FROM store_cursor o
  WHERE o.store_id = $1 AND o.shard <> $2 AND o.moved_at > before.tried_at) AS others_moved`;

/** A try ends that moved nothing; $5: it failed. */
export const END_TRY: string = `
UPDATE store_cursor SET attempts = attempts - CASE WHEN $5::boolean THEN 0 ELSE 1 END,
  failures = failures + CASE WHEN $5::boolean THEN 1 ELSE 0 END
WHERE store_id = $1 AND shard = $2 AND seq = $3 AND base = $4 AND attempts > 0`;

/**
 * Moves a cursor that still stands where it was read, and keeps the dead letters with it; one row when it did. $6: the
 * next try begins with it; $14: the Store took something.
 */
export const ADVANCE: string = `
WITH moved AS (
  UPDATE store_cursor SET seq = $5, failures = 0,
    moved_at = CASE WHEN $14::boolean THEN clock_timestamp() ELSE moved_at END,
    attempts = CASE WHEN $6::boolean THEN 1 ELSE 0 END, tried_at = clock_timestamp()
  WHERE store_id = $1 AND shard = $2 AND seq = $3 AND base = $4
  RETURNING 1
), ${keepLetters(7)}
SELECT 1 FROM moved`;

/** The part of a statement that keeps dead letters if `moved` has a row; its seven parameters begin at `first`. */
export function keepLetters(first: number): string {
  const types = ["bigint[]", "text[]", "integer[]", "text[]", "text[]", "integer[]", "text[]"];
  const lists = types.map((type, i) => `$${String(first + i)}::${type}`);
  return `kept AS (
  INSERT INTO dead_letter (store_id, seq, article_id, revision, op, reason, attempts, class)
  SELECT $1, row.* FROM unnest(${lists.join(", ")}) AS row
  WHERE EXISTS (SELECT 1 FROM moved)
  ON CONFLICT (store_id, seq) DO UPDATE
    SET reason = EXCLUDED.reason, attempts = EXCLUDED.attempts, class = EXCLUDED.class, at = now()
)`;
}

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
  SELECT wanted.store_id, shards.shard, coalesce(c.seq, 0) AS seq, coalesce(c.base, ${HEAD}) AS base,
    coalesce(c.is_overtaken, false) AS is_overtaken, c.moved_at
  FROM unnest($1::text[]) AS wanted (store_id)
  CROSS JOIN generate_series(0, ${LAST_SHARD}) AS shards (shard)
  LEFT JOIN store_cursor c ON c.store_id = wanted.store_id AND c.shard = shards.shard`;

/** Shards where a Store ($1) has work: in the log, or in a backfill. */
export const BEHIND: string = `
WITH cursors AS MATERIALIZED (${CURSORS.replace("$1::text[]", "ARRAY[$1::text]")})
SELECT shard FROM cursors c
WHERE EXISTS (SELECT 1 FROM article_log l WHERE l.shard = c.shard AND l.seq > greatest(c.seq, c.base))
  OR (c.seq < c.base AND EXISTS (SELECT 1 FROM article a
    WHERE a.shard = c.shard AND a.status = 'usable' AND a.last_seq > c.seq AND a.last_seq <= c.base))
  OR (c.seq < c.base AND c.is_overtaken AND EXISTS (SELECT 1 FROM article a
    WHERE a.shard = c.shard AND a.status <> 'usable' AND a.last_seq > c.seq AND a.last_seq <= c.base))
  OR EXISTS (SELECT 1 FROM backfill_shard b WHERE b.store_id = c.store_id AND b.shard = c.shard)
ORDER BY shard`;

/** Counts at most so many rows, so that a look costs the same however much waits; in order, so that an index is read. */
const few = (from: string, order: string): string =>
  `(SELECT count(*) FROM (SELECT 1 FROM ${from} ORDER BY ${order} LIMIT ${COUNTED}) AS few)`;
const LOG_AHEAD = "article_log l WHERE l.shard = c.shard AND l.seq > greatest(c.seq, c.base)";
const CURRENT_AHEAD =
  "article a WHERE a.shard = c.shard AND a.status = 'usable' AND a.last_seq > c.seq AND a.last_seq <= c.base";
const PAST_AHEAD = CURRENT_AHEAD.replace("status = 'usable'", "status <> 'usable'");
/** Dead letters of a Store that are counted: it is asked every few seconds. */
const COUNTED_LETTERS = 10_000;

/**
 * How far behind Stores ($1) are, and since when. More than the counted rows of a shard are told from the numbers: one
 * in sixteen between the cursor and the head is this shard's.
 */
export const LAG: string = `
WITH cursors AS MATERIALIZED (${CURSORS}),
counted AS MATERIALIZED (
  SELECT c.*, ${few(LOG_AHEAD, "l.seq")} AS news,
    CASE WHEN c.seq < c.base THEN ${few(CURRENT_AHEAD, "a.last_seq")} ELSE 0 END
      + CASE WHEN c.seq < c.base AND c.is_overtaken THEN ${few(PAST_AHEAD, "a.last_seq")} ELSE 0 END AS begun,
    least(
      (SELECT l.at FROM ${LOG_AHEAD} ORDER BY l.seq LIMIT 1),
      CASE WHEN c.seq < c.base THEN (SELECT coalesce(l.at, a.changed_at)
        FROM article a LEFT JOIN article_log l ON l.seq = a.last_seq
        ${CURRENT_AHEAD.replace("article a ", "")}
        ORDER BY a.last_seq LIMIT 1) END
    ) AS oldest_at
  FROM cursors c
),
ahead AS (
  SELECT store_id, oldest_at, moved_at,
    CASE WHEN news < ${COUNTED} THEN news
      ELSE greatest(news, ((SELECT max(seq) FROM article_log) - greatest(seq, base)) / ${SHARDS}) END AS news,
    CASE WHEN begun < ${COUNTED} THEN begun ELSE greatest(begun, (base - seq) / ${SHARDS}) END AS begun
  FROM counted
)
SELECT store_id, sum(news) AS news, sum(news + begun)::bigint AS behind, min(oldest_at) AS oldest_at,
  max(moved_at) AS moved_at,
  (SELECT count(*) FROM (SELECT 1 FROM dead_letter d WHERE d.store_id = ahead.store_id LIMIT ${COUNTED_LETTERS}) AS few)
    AS dead_letters
FROM ahead GROUP BY store_id`;
