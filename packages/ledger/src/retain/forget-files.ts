import type { PgPoolLike } from "../pool/pg-pool.ts";
import { textOrNull } from "../sql/read-row.ts";

const WINDOW = 1000;

const FORGET = `
WITH seen AS MATERIALIZED (
  SELECT id, warc_file FROM page WHERE id > $1::bigint ORDER BY id LIMIT $2
), forgotten AS (
  UPDATE page p SET warc_file = NULL, warc_offset = NULL FROM seen
  WHERE p.id = seen.id AND seen.warc_file = ANY ($3::text[])
)
SELECT max(id)::text AS last, count(*) >= $2 AS more FROM seen`;

/** Looks at the pages after one, and forgets that their bytes lie in these files. Answers where to go on, or null. */
export async function forgetFiles(
  pool: PgPoolLike,
  files: readonly string[],
  after: string | null,
): Promise<string | null> {
  const { rows } = await pool.query(FORGET, [after ?? "0", WINDOW, files]);
  const row = rows[0] ?? {};
  return row["more"] === true ? textOrNull(row, "last") : null;
}
