import type { PgClientLike } from "../pool/pg-pool.ts";

/** Why a Lead is not asked for again: its page would be kept raw anew. */
export const RAW_ERASED = "E_RAW_ERASED";

/** Locks the Leads of articles: before the articles, as every commit does. */
export async function lockLeadsOf(client: PgClientLike, articleIds: readonly string[]): Promise<void> {
  await client.query(
    `SELECT 1 FROM lead WHERE article_id = ANY ($1::text[]) OR url_key = ANY ($1::text[]) ORDER BY id FOR UPDATE`,
    [articleIds],
  );
}

/**
 * Leaves nothing of each article's text, before its tombstone is written: no Revision, no title, no words of a list, no
 * reason that might quote it. A log row whose Revision is no more is passed over, so that no Store gets it later. Their
 * pages are not asked for again: that would bring the text back into the archive. The locks are the caller's.
 */
export async function eraseText(client: PgClientLike, articleIds: readonly string[]): Promise<void> {
  if (articleIds.length === 0) return;
  for (const statement of [
    "DELETE FROM article_revision WHERE article_id = ANY ($1::text[])",
    "UPDATE article SET erased = true, title = '' WHERE id = ANY ($1::text[])",
    "DELETE FROM dead_letter WHERE article_id = ANY ($1::text[]) AND op <> 'withdraw'",
    // Found, and not yet known to be this article: a Lead's key is the id of its URL's article. It stays, since a Visit
    // may be fetching it and its page must be found again.
    "UPDATE lead SET article_id = url_key WHERE url_key = ANY ($1::text[]) AND article_id IS NULL",
    `UPDATE lead SET state = 'dead', next_at = NULL, anchor_text = '', etag = NULL, last_modified = NULL,
       body_sha256 = NULL, failure_code = '${RAW_ERASED}', failure_message = 'its article was erased on request'
     WHERE article_id = ANY ($1::text[])`,
  ])
    await client.query(statement, [articleIds]);
}
