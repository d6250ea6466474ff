import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { RecordFilter, RecordPage, RecordRow } from "../reports.ts";
import { text, type Row } from "../sql/read-row.ts";

const PAGE_ROWS = 500;
/** Bytes of record text in a page; one record at least. A visitor's line takes eight times that. */
const PAGE_BYTES = 4_000_000;

// Sorted by id, which no later change moves: a walk beside commits sees every article that stays once.
const PICKED = `
WITH picked AS MATERIALIZED (
  SELECT id, revision FROM article
  WHERE id > $1 AND ($2::text[] IS NULL OR source_id = ANY($2)) AND ($3::text IS NULL OR status = $3)
    AND ($4::timestamptz IS NULL OR CASE WHEN $6 THEN published_at ELSE changed_at END >= $4)
    AND ($5::timestamptz IS NULL OR CASE WHEN $6 THEN published_at ELSE changed_at END < $5)
  ORDER BY id LIMIT $7
), sized AS (
  SELECT picked.id, r.record, octet_length(r.record) AS bytes,
    sum(octet_length(r.record)) OVER (ORDER BY picked.id) AS total_bytes
  FROM picked JOIN article_revision r ON r.article_id = picked.id AND r.revision = picked.revision
)
SELECT id, CASE WHEN total_bytes = bytes OR total_bytes <= $8::bigint THEN record END AS record FROM sized ORDER BY id`;

/** The current records after an id, as JSON text, bounded by count and by bytes. */
export async function listRecords(pool: PgPoolLike, filter: RecordFilter, after: string): Promise<RecordPage> {
  const { sources, status, since, until, by = "changed" } = filter;
  const values = [after, sources ?? null, status ?? null, since ?? null, until ?? null, by === "published"];
  const { rows } = await pool.query(PICKED, [...values, PAGE_ROWS, PAGE_BYTES]);
  const records = rows.filter((row) => row["record"] !== null).map(readRow);
  return { records, more: rows.length === PAGE_ROWS || records.length < rows.length };
}

function readRow(row: Row): RecordRow {
  return { id: text(row, "id"), record: text(row, "record") };
}
