import type { PageOutcome } from "../commit/outcome.ts";
import { urlKey } from "../frontier/frontier.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { epochMs, text, time } from "../sql/read-row.ts";
import { RAW_ERASED } from "../withdraw/erase-text.ts";

/** When each URL's page was last looked at under a Source; null where nothing came of it yet. */
export async function lastLooks(
  pool: PgPoolLike,
  sourceId: string,
  urls: readonly string[],
): Promise<readonly (string | null)[]> {
  const keys = urls.map(urlKey);
  const { rows } = await pool.query(
    `SELECT url_key, looked_at FROM lead
     WHERE source_id = $1 AND url_key = ANY($2::text[]) AND looked_at IS NOT NULL
       AND (state IN ('known', 'refused') OR failure_code = '${RAW_ERASED}')`,
    [sourceId, keys],
  );
  const looks = new Map(rows.map((row) => [text(row, "url_key"), time(row, "looked_at")]));
  return keys.map((key) => looks.get(key) ?? null);
}

/** The outcomes whose article was looked at since, be it under another URL or by another Source. */
export async function articlesSeenSince(
  pool: PgPoolLike,
  outcomes: readonly PageOutcome[],
): Promise<ReadonlySet<PageOutcome>> {
  const ids = outcomes.flatMap(({ result }) => (result.kind === "article" ? [result.article.id] : []));
  const { rows } = await pool.query(
    `SELECT article_id, max(looked_at) AS looked_at FROM lead
     WHERE article_id = ANY($1::text[]) AND looked_at IS NOT NULL GROUP BY article_id`,
    [ids],
  );
  const looks = new Map(rows.map((row) => [text(row, "article_id"), epochMs(row, "looked_at")]));
  return new Set(
    outcomes.filter(({ result, page }) => {
      const lookedMs = result.kind === "article" ? looks.get(result.article.id) : undefined;
      return lookedMs !== undefined && lookedMs >= Date.parse(page.fetchedAt);
    }),
  );
}

/** New Leads of articles that are known already point at them; they ask for no look of their own. */
export async function markKnown(pool: PgPoolLike, outcomes: readonly PageOutcome[]): Promise<void> {
  const known = outcomes.flatMap(({ leadId, page, result }) =>
    result.kind === "article" ? [{ leadId, at: page.fetchedAt, articleId: result.article.id }] : [],
  );
  if (known.length === 0) return;
  await pool.query(
    `UPDATE lead SET state = 'known', article_id = row.article_id, looked_at = row.at, next_at = NULL
     FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS row (id, article_id, at)
     WHERE lead.id = row.id AND lead.state = 'dead' AND lead.failure_code IS DISTINCT FROM '${RAW_ERASED}'`,
    [known.map((row) => row.leadId), known.map((row) => row.articleId), known.map((row) => row.at)],
  );
}
