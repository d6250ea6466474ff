import type { DeadLetter, DeadLetterClass, DeadLetterFilter, DeliveryOp, NewDeadLetter } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text, textOrNull, time } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";

const MOST_LETTERS = 1000;
const MOST_RECORDS = 100;

/** A page of dead letters, oldest first. */
export async function listDeadLetters(pool: PgPoolLike, filter: DeadLetterFilter): Promise<readonly DeadLetter[]> {
  const { withRecord = false } = filter;
  const most = withRecord ? MOST_RECORDS : MOST_LETTERS;
  const { rows } = await pool.query(withRecord ? PAGE_WITH_RECORD : PAGE, [
    filter.storeId ?? null,
    filter.articleId ?? null,
    filter.ids ?? null,
    filter.sourceId ?? null,
    filter.class ?? null,
    filter.reason === undefined ? null : `%${filter.reason.replace(/[\\%_]/g, "\\$&")}%`,
    filter.since ?? null,
    filter.until ?? null,
    filter.after ?? 0,
    Math.min(filter.limit ?? most, most),
  ]);
  return rows.map((row) => ({
    id: int(row, "id"),
    storeId: text(row, "store_id"),
    seq: int(row, "seq"),
    articleId: text(row, "article_id"),
    revision: int(row, "revision"),
    op: text(row, "op") as DeliveryOp,
    class: text(row, "class") as DeadLetterClass,
    reason: text(row, "reason"),
    attempts: int(row, "attempts"),
    at: time(row, "at"),
    ...(withRecord ? { record: textOrNull(row, "record") } : {}),
  }));
}

/** The lists that `keepLetters` of statements.ts takes, in its order. */
export function letterLists(letters: readonly NewDeadLetter[]): readonly unknown[][] {
  return [
    letters.map((letter) => letter.seq),
    letters.map((letter) => letter.articleId),
    letters.map((letter) => letter.revision),
    letters.map((letter) => letter.op),
    letters.map((letter) => storable(letter.reason)),
    letters.map((letter) => letter.attempts),
    letters.map((letter) => letter.class ?? "bad-record"),
  ];
}

const CHOSEN = `
FROM dead_letter d
WHERE ($1::text IS NULL OR d.store_id = $1) AND ($2::text IS NULL OR d.article_id = $2)
  AND ($3::bigint[] IS NULL OR d.id = ANY ($3))
  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM article a WHERE a.id = d.article_id AND a.source_id = $4))
  AND ($5::text IS NULL OR d.class = $5) AND ($6::text IS NULL OR d.reason ILIKE $6)
  AND ($7::timestamptz IS NULL OR d.at >= $7) AND ($8::timestamptz IS NULL OR d.at < $8)
  AND d.id > $9
ORDER BY d.id LIMIT $10`;

const PAGE = `SELECT d.* ${CHOSEN}`;

const PAGE_WITH_RECORD = `
WITH page AS MATERIALIZED (${PAGE})
SELECT page.*, r.record FROM page
LEFT JOIN article_revision r ON r.article_id = page.article_id AND r.revision = page.revision
ORDER BY page.id`;
