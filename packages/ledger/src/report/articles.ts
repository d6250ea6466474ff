import type { Article, ArticleStatus } from "@caibian/schema";

import { readRecord } from "../commit/record.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { ArticleFilter, ArticleRow, RefusedPage, RevisionRow } from "../reports.ts";
import { int, intOrNull, text, textOrNull, time, timeOrNull, type Row } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";

const MOST_ROWS = 1000;

/** Articles without their text, the last changed first. */
export async function listArticles(pool: PgPoolLike, filter: ArticleFilter): Promise<readonly ArticleRow[]> {
  const { rows } = await pool.query(
    `SELECT id, url, canonical_url, source_id, title, status, revision, content_hash, published_at, first_seen_at,
       changed_at, last_seq
     FROM article
     WHERE ($1::text IS NULL OR source_id = $1) AND ($2::text IS NULL OR status = $2)
       AND ($3::timestamptz IS NULL OR changed_at >= $3)
       AND ($4::text IS NULL OR title ILIKE $4 OR url ILIKE $4)
     ORDER BY changed_at DESC, id DESC LIMIT $5 OFFSET $6`,
    [
      filter.source ?? null,
      filter.status ?? null,
      filter.since ?? null,
      filter.text === undefined ? null : likePattern(filter.text),
      bounded(filter.limit ?? 50),
      Math.max(0, Math.trunc(filter.offset ?? 0)),
    ],
  );
  return rows.map(readArticleRow);
}

/** The Article at a revision, or at its current one; null when there is none, or when that is a withdrawal. */
export async function findArticle(pool: PgPoolLike, id: string, revision: number | null): Promise<Article | null> {
  const { rows } = await pool.query(
    `SELECT r.record FROM article a
     JOIN article_revision r ON r.article_id = a.id AND r.revision = coalesce($2::integer, a.revision)
     WHERE a.id = $1`,
    [id, revision],
  );
  return rows[0] === undefined ? null : readRecord(text(rows[0], "record"));
}

/** The history of an article, oldest first. */
export async function listRevisions(pool: PgPoolLike, id: string): Promise<readonly RevisionRow[]> {
  const { rows } = await pool.query(
    `SELECT revision, content_hash, status, at FROM article_revision WHERE article_id = $1
     ORDER BY revision LIMIT ${MOST_ROWS}`,
    [id],
  );
  return rows.map((row) => ({
    revision: int(row, "revision"),
    contentHash: text(row, "content_hash"),
    status: text(row, "status") as ArticleStatus,
    at: time(row, "at"),
  }));
}

/** Pages that no record could be made of, the newest first. */
export async function listRefused(
  pool: PgPoolLike,
  filter: { readonly source?: string; readonly limit?: number },
): Promise<readonly RefusedPage[]> {
  const { rows } = await pool.query(
    `SELECT source_id, url, code, message, at FROM refused_page
     WHERE ($1::text IS NULL OR source_id = $1) ORDER BY id DESC LIMIT $2`,
    [filter.source ?? null, bounded(filter.limit ?? 50)],
  );
  return rows.map((row) => ({
    url: text(row, "url"),
    sourceId: text(row, "source_id"),
    code: text(row, "code"),
    message: text(row, "message"),
    at: time(row, "at"),
  }));
}

function readArticleRow(row: Row): ArticleRow {
  return {
    id: text(row, "id"),
    url: textOrNull(row, "url"),
    canonicalUrl: textOrNull(row, "canonical_url"),
    sourceId: textOrNull(row, "source_id"),
    title: text(row, "title"),
    status: text(row, "status") as ArticleStatus,
    revision: int(row, "revision"),
    contentHash: text(row, "content_hash"),
    publishedAt: timeOrNull(row, "published_at"),
    firstSeenAt: time(row, "first_seen_at"),
    changedAt: time(row, "changed_at"),
    seq: intOrNull(row, "last_seq"),
  };
}

function likePattern(words: string): string {
  return `%${storable(words).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

function bounded(limit: number): number {
  return Math.min(Math.max(1, Math.trunc(limit)), MOST_ROWS);
}
