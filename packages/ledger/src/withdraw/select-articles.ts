import type { ArticleStatus } from "@caibian/schema";

import { urlKey } from "../frontier/frontier.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { text, textOrNull } from "../sql/read-row.ts";
import type { ArticleSelector, SelectedArticle } from "./orders.ts";

/** An article's host as `URL.hostname` tells it; every URL of ours has a scheme and no login. */
const HOST = "lower(substring(a.url FROM '^[a-z]+://([^/?#:]+)'))";

// An article is found by its own id, which is that of its URL's identity, and by the leads that led to it.
const SELECTED = `
SELECT a.id, a.url, a.title, a.status, a.taken_down, a.erased FROM article a
WHERE a.id > $6 AND (a.id = ANY ($1::text[]) OR a.source_id = ANY ($4::text[])
  OR a.id IN (SELECT article_id FROM lead WHERE url_key = ANY ($1::text[]) AND article_id IS NOT NULL)
  OR ($2::text[] <> '{}' AND ${HOST} = ANY ($2::text[]))
  OR a.id IN (SELECT article_id FROM reprint WHERE cluster = ANY ($3::text[]) OR cluster IN
    (SELECT cluster FROM reprint WHERE article_id = ANY ($3::text[]))))
ORDER BY a.id LIMIT $5`;

/** Articles that a selector means, in the order of their ids, after one. */
export async function selectArticles(
  pool: Pick<PgPoolLike, "query">,
  selector: ArticleSelector,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly SelectedArticle[]> {
  const { ids = [], urls = [], hosts = [], clusters = [], sources = [] } = selector;
  const { rows } = await pool.query(SELECTED, [
    [...ids, ...urls.map(urlKey)],
    hosts.map((host) => host.toLowerCase()),
    clusters,
    sources,
    page.limit,
    page.after,
  ]);
  return rows.map((row) => ({
    id: text(row, "id"),
    url: textOrNull(row, "url"),
    title: text(row, "title"),
    status: text(row, "status") as ArticleStatus,
    isTakenDown: row["taken_down"] === true,
    isErased: row["erased"] === true,
  }));
}
