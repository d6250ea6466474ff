import type { PgClientLike } from "../pool/pg-pool.ts";
import { text } from "../sql/read-row.ts";
import { RAW_ERASED } from "../withdraw/erase-text.ts";
import type { ArticleState } from "./read-known.ts";

/** Articles among these whose pages are not to be kept: they are erased, or a person had their raw pages erased. */
export async function findShut(
  client: Pick<PgClientLike, "query">,
  known: Iterable<ArticleState>,
): Promise<ReadonlySet<string>> {
  const takenDown = [...known].filter((article) => article.takenDown).map(({ id }) => id);
  if (takenDown.length === 0) return new Set();
  const { rows } = await client.query(
    `SELECT a.id FROM article a WHERE a.id = ANY ($1::text[]) AND (a.erased OR EXISTS
       (SELECT 1 FROM lead WHERE lead.article_id = a.id AND lead.failure_code = '${RAW_ERASED}'))`,
    [takenDown],
  );
  return new Set(rows.map((row) => text(row, "id")));
}

/** Leads that turned out to lead to such an article, by whatever URL: they are not asked for again. */
export async function shutLeads(client: Pick<PgClientLike, "query">, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `UPDATE lead SET state = 'dead', next_at = NULL, anchor_text = '', etag = NULL, last_modified = NULL,
       body_sha256 = NULL, failure_code = '${RAW_ERASED}', failure_message = 'its article was erased on request'
     WHERE id = ANY ($1::bigint[])`,
    [ids],
  );
}
