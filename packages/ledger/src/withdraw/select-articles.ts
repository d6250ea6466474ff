import type { ArticleStatus } from "@caibian/schema";

import { urlKey } from "../frontier/frontier.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { text, textOrNull } from "../sql/read-row.ts";
import type { ArticleSelector, SelectedArticle } from "./orders.ts";

/** An article's host as `URL.hostname` tells it; every URL of ours has a scheme and no login. Indexed in these words. */
const HOST = "lower(substring(a.url FROM '^[a-z]+://([^/?#:]+)'))";

/** The first articles after $6 for each of a list's values, read from an index of that value and the id. */
const firstOf = (list: string, column: string): string => `
  SELECT found.id FROM unnest(${list}::text[]) AS wanted (value) CROSS JOIN LATERAL (
    SELECT a.id FROM article a WHERE ${column} = wanted.value AND a.id > $6 ORDER BY a.id LIMIT $5) AS found`;

// An article is found by its own id, which is that of its URL's identity, and by the leads that led to it. A withdrawn
// one is in no group of copies any more, but is meant by the group that it was in. Each branch has an index: with OR
// none was used.
const SELECTED = `
WITH copies AS MATERIALIZED (
  SELECT unnest($3::text[]) AS id
  UNION SELECT cluster FROM reprint WHERE article_id = ANY ($3::text[])
  UNION SELECT taken_from FROM article WHERE id = ANY ($3::text[]) AND taken_from IS NOT NULL
), meant AS MATERIALIZED (
  SELECT id FROM (
    SELECT a.id FROM article a WHERE a.id = ANY ($1::text[])
    UNION SELECT l.article_id FROM lead l WHERE l.url_key = ANY ($1::text[])
    UNION ${firstOf("$2", HOST)}
    UNION ${firstOf("$4", "a.source_id")}
    UNION SELECT r.article_id FROM copies JOIN reprint r ON r.cluster = copies.id
    UNION SELECT a.id FROM copies JOIN article a ON a.taken_from = copies.id WHERE a.taken_down
  ) AS every WHERE id > $6 ORDER BY id LIMIT $5
)
SELECT a.id, a.url, a.title, a.status, a.taken_down, a.erased FROM meant JOIN article a ON a.id = meant.id
ORDER BY a.id`;

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
