import { HEAD } from "../log/statements.ts";
import type { Pruned } from "./prune-rules.ts";

/** A table whose old rows go. */
export interface Shelf {
  readonly table: string;
  readonly key: string;
  readonly time: string;
  /**
   * Which rows `r` that are old enough are needed by nobody. $1 holds, for each shard, the number up to which every
   * Store has taken the log.
   */
  readonly isIdle: string;
}

/** Rows in the order of their numbers are in the order of their times, but for those that came out of archive files. */
export const SHELVES: Readonly<Record<Exclude<Pruned, "revisions">, Shelf>> = {
  log: {
    table: "article_log",
    key: "seq",
    time: "at",
    // The newest of each shard stays: it is the shard's head.
    isIdle: `r.seq <= ($1::bigint[])[r.shard + 1]
      AND EXISTS (SELECT 1 FROM article_log n WHERE n.shard = r.shard AND n.seq > r.seq)`,
  },
  pages: {
    table: "page",
    key: "id",
    time: "fetched_at",
    // The last good look at a lead is what the next one refers to; where a raw page lies, only its row knows.
    isIdle: `r.warc_file IS NULL AND EXISTS (SELECT 1 FROM page n WHERE n.lead_id = r.lead_id AND n.id > r.id
      AND (n.status < 300 OR r.status >= 300))`,
  },
  visits: {
    table: "visit",
    key: "id",
    time: "started_at",
    // Health is judged by the last settlement; a held change names its Visit.
    isIdle: `r.settled_at IS NOT NULL AND r.ended_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM visit n WHERE n.source_id = r.source_id AND n.id > r.id
        AND (n.settlement IS NOT NULL OR r.settlement IS NULL))
      AND NOT EXISTS (SELECT 1 FROM held_change h WHERE h.visit_id = r.id)`,
  },
  refusals: { table: "refused_page", key: "id", time: "at", isIdle: "true" },
  health: {
    table: "source_health",
    key: "id",
    time: "at",
    isIdle: `r.announced_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM source_health n WHERE n.source_id = r.source_id AND n.id > r.id)`,
  },
  "dead-letters": { table: "dead_letter", key: "id", time: "at", isIdle: "NOT r.replay_asked" },
};

/**
 * A window of a shelf: $2 the key before it, $3 rows at most, $4 the time, $5 false to count only. A window without
 * any row that is old enough is the last.
 */
export function windowOf({ table, key, time, isIdle }: Shelf): string {
  return `
WITH seen AS MATERIALIZED (
  SELECT * FROM ${table} WHERE ${key} > $2::bigint ORDER BY ${key} LIMIT $3
), old AS MATERIALIZED (
  SELECT r.${key} AS key FROM seen r
  WHERE r.${time} < $4::timestamptz AND $1::bigint[] IS NOT NULL AND ${isIdle}
), gone AS (
  DELETE FROM ${table} t USING old WHERE $5::boolean AND t.${key} = old.key
)
SELECT (SELECT max(${key}) FROM seen)::text AS last, (SELECT count(*) FROM old) AS removed,
  (SELECT count(*) FROM seen) >= $3 AND EXISTS (SELECT 1 FROM seen WHERE ${time} < $4::timestamptz) AS more`;
}

/**
 * Cursors of Stores that are not among $1, and whose next row is one that goes: up to the numbers $2, older than $3. It
 * would miss that row without a word. Where the config names such a Store again, or another's does at this moment, it
 * goes on from the articles that changed after its place, withdrawn ones as well, and then follows the log.
 */
export const MARK_OVERTAKEN: string = `
UPDATE store_cursor c SET is_overtaken = true, base = (SELECT ${HEAD} FROM (SELECT c.shard) AS shards)
WHERE NOT (c.store_id = ANY ($1::text[])) AND EXISTS (
  SELECT 1 FROM (SELECT l.seq, l.at FROM article_log l WHERE l.shard = c.shard AND l.seq > greatest(c.seq, c.base)
    ORDER BY l.seq LIMIT 1) AS ahead
  WHERE ahead.seq <= ($2::bigint[])[c.shard + 1] AND ahead.at < $3::timestamptz)`;

/**
 * A window of the articles that have earlier Revisions, with the parameters of `windowOf`, and $6 for how many stay.
 * Those of an article that a Store still waits for stay, and so do its last text, the last that was delivered, and the
 * last that Stores were told of.
 */
export const REVISIONS: string = `
WITH seen AS MATERIALIZED (
  SELECT id, shard, revision, last_seq FROM article WHERE revision > 1 AND id > $2 ORDER BY id LIMIT $3
), old AS MATERIALIZED (
  SELECT r.article_id, r.revision FROM seen a JOIN article_revision r ON r.article_id = a.id
  WHERE r.at < $4::timestamptz AND r.revision <= a.revision - $6::integer
    AND coalesce(a.last_seq, 0) <= ($1::bigint[])[a.shard + 1]
    AND EXISTS (SELECT 1 FROM article_revision n
      WHERE n.article_id = r.article_id AND n.revision > r.revision AND n.status <> 'withdrawn')
    AND (r.status = 'quarantined' OR EXISTS (SELECT 1 FROM article_revision n
      WHERE n.article_id = r.article_id AND n.revision > r.revision AND n.status <> 'quarantined'))
    AND (r.status <> 'usable' OR EXISTS (SELECT 1 FROM article_revision n
      WHERE n.article_id = r.article_id AND n.revision > r.revision AND n.status = 'usable'))
), gone AS (
  DELETE FROM article_revision t USING old
  WHERE $5::boolean AND t.article_id = old.article_id AND t.revision = old.revision
)
SELECT (SELECT max(id) FROM seen) AS last, (SELECT count(*) FROM old) AS removed,
  (SELECT count(*) FROM seen) >= $3 AS more`;
