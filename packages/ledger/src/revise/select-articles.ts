import type { Article } from "@caibian/schema";

import { readRecord } from "../commit/record.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text } from "../sql/read-row.ts";

/** Which of the articles that are there, delivered or doubted. Empty means all of them. */
export interface ArticleSelection {
  readonly source?: string | undefined;
  /** Changed at or after, ISO 8601. */
  readonly since?: string | undefined;
  /** Its own URL or its canonical one. */
  readonly url?: string | undefined;
}

// What was withdrawn or taken down stays so; what was missing at the last look is left until that is decided.
const SELECTED = `article.status IN ('usable', 'quarantined') AND NOT article.taken_down AND article.missing_at IS NULL
  AND ($1::text IS NULL OR article.source_id = $1) AND ($2::timestamptz IS NULL OR article.changed_at >= $2)
  AND ($3::text IS NULL OR article.url = $3 OR article.canonical_url = $3)`;

/** How many there are. */
export async function countSelected(pool: PgPoolLike, selection: ArticleSelection): Promise<number> {
  const { rows } = await pool.query(`SELECT count(*) AS count FROM article WHERE ${SELECTED}`, values(selection));
  return rows[0] === undefined ? 0 : int(rows[0], "count");
}

/** The next records after an id, in the order of their ids: a walk that changes what it passes ends all the same. */
export async function readSelected(
  pool: PgPoolLike,
  selection: ArticleSelection,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly Article[]> {
  const { rows } = await pool.query(
    `SELECT revision.record FROM article
     JOIN article_revision revision ON revision.article_id = article.id AND revision.revision = article.revision
     WHERE ${SELECTED} AND article.id > $4 ORDER BY article.id LIMIT $5`,
    [...values(selection), page.after, page.limit],
  );
  return rows.flatMap((row) => readRecord(text(row, "record")) ?? []);
}

function values({ source, since, url }: ArticleSelection): readonly (string | null)[] {
  return [source ?? null, since ?? null, url ?? null];
}
