import type { Article, ArticleStatus } from "@caibian/schema";

import type { PgClientLike } from "../pool/pg-pool.ts";
import { storable } from "../sql/storable.ts";
import { RunAgain } from "../sql/transaction.ts";

/** A Revision to be kept. */
export interface RevisionWrite {
  readonly articleId: string;
  readonly revision: number;
  readonly status: ArticleStatus;
  readonly contentHash: string;
  readonly atMs: number;
  readonly record: string;
}

/** An article's row as it is to be. */
export interface ArticleWrite {
  readonly id: string;
  readonly shard: number;
  readonly status: ArticleStatus;
  readonly revision: number;
  readonly contentHash: string;
  readonly seq: number | null;
  readonly atMs: number;
  /** What the row shows of the record; null leaves it as it was. */
  readonly shown: Pick<Article, "url" | "canonicalUrl" | "title" | "publishedAt"> | null;
  readonly sourceId: string;
}

/** Keeps Revisions; one that was never delivered may be replaced under its number. */
export async function writeRevisions(client: PgClientLike, revisions: readonly RevisionWrite[]): Promise<void> {
  if (revisions.length === 0) return;
  await client.query(
    `INSERT INTO article_revision (article_id, revision, status, content_hash, at, record)
     SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
     ON CONFLICT (article_id, revision) DO UPDATE
       SET status = EXCLUDED.status, content_hash = EXCLUDED.content_hash, at = EXCLUDED.at, record = EXCLUDED.record`,
    [
      revisions.map((row) => row.articleId),
      revisions.map((row) => row.revision),
      revisions.map((row) => row.status),
      revisions.map((row) => row.contentHash),
      revisions.map((row) => new Date(row.atMs)),
      revisions.map((row) => row.record),
    ],
  );
}

/** Adds rows of articles that were not there. Has the transaction run again when another added one meanwhile. */
export async function insertArticles(client: PgClientLike, articles: readonly ArticleWrite[]): Promise<void> {
  if (articles.length === 0) return;
  const { rowCount } = await client.query(
    `INSERT INTO article (id, shard, status, revision, content_hash, last_seq, changed_at, first_seen_at, source_id,
       url, canonical_url, title, published_at)
     SELECT id, shard, status, revision, content_hash, seq, at, at, source_id, url, canonical_url, coalesce(title, ''),
       published_at
     FROM ${ROWS} ORDER BY id
     ON CONFLICT (id) DO NOTHING`,
    columns(articles),
  );
  if (rowCount !== articles.length) throw new RunAgain("an article of this batch was added by another commit");
}

/** Changes rows that the caller has locked. */
export async function updateArticles(client: PgClientLike, articles: readonly ArticleWrite[]): Promise<void> {
  if (articles.length === 0) return;
  await client.query(
    `UPDATE article SET status = row.status, revision = row.revision, content_hash = row.content_hash,
       last_seq = coalesce(row.seq, article.last_seq), changed_at = row.at, missing_at = NULL, missing_visit = NULL,
       url = CASE WHEN row.title IS NULL THEN article.url ELSE row.url END,
       canonical_url = CASE WHEN row.title IS NULL THEN article.canonical_url ELSE row.canonical_url END,
       published_at = CASE WHEN row.title IS NULL THEN article.published_at ELSE row.published_at END,
       title = coalesce(row.title, article.title)
     FROM ${ROWS} WHERE article.id = row.id`,
    columns(articles),
  );
}

const ROWS = `unnest($1::text[], $2::smallint[], $3::text[], $4::integer[], $5::text[], $6::bigint[],
  $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[])
  AS row (id, shard, status, revision, content_hash, seq, at, source_id, url, canonical_url, title, published_at)`;

function columns(articles: readonly ArticleWrite[]): unknown[] {
  return [
    articles.map((row) => row.id),
    articles.map((row) => row.shard),
    articles.map((row) => row.status),
    articles.map((row) => row.revision),
    articles.map((row) => row.contentHash),
    articles.map((row) => row.seq),
    articles.map((row) => new Date(row.atMs)),
    articles.map((row) => row.sourceId),
    articles.map((row) => storable(row.shown?.url ?? null)),
    articles.map((row) => storable(row.shown?.canonicalUrl ?? null)),
    articles.map((row) => storable(row.shown?.title ?? null)),
    articles.map((row) => row.shown?.publishedAt ?? null),
  ];
}
