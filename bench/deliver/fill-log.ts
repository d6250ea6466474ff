import { shardOf, type SqlPool } from "@caibian/schema";

import { madeArticle } from "./made-article.ts";

const BATCH = 500;
/** Length of the hash text that fills a record of `fillByDatabase`: 4 KB with the rest of it. */
const FILLER_HASHES = 90;
/** The articles that the database makes have numbers from here on. */
const FIRST_MADE = 10_000_000;

/** Puts articles straight into the tables, each published once: what commits of many Visits leave. */
export async function fillLog(pool: SqlPool, from: number, count: number): Promise<void> {
  for (let start = from; start < from + count; start += BATCH) {
    const articles = Array.from({ length: Math.min(BATCH, from + count - start) }, (_, i) => madeArticle(start + i));
    await pool.query(
      `WITH made AS MATERIALIZED (
         SELECT row.*, nextval('article_log_seq') AS seq FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[],
           $5::text[], $6::text[]) AS row (id, shard, url, title, hash, record)
       ), revised AS (
         INSERT INTO article_revision (article_id, revision, status, content_hash, at, record)
         SELECT id, 1, 'usable', hash, now(), record FROM made
       ), listed AS (
         INSERT INTO article (id, shard, source_id, url, canonical_url, title, status, revision, content_hash, last_seq,
           first_seen_at, changed_at)
         SELECT id, shard, 'bench', url, url, title, 'usable', 1, hash, seq, now(), now() FROM made
       )
       INSERT INTO article_log (seq, shard, article_id, revision, op, hash, at)
       SELECT seq, shard, id, 1, 'publish', hash, now() FROM made ORDER BY seq`,
      [
        articles.map((article) => article.id),
        articles.map((article) => shardOf(article.id)),
        articles.map((article) => article.url),
        articles.map((article) => article.title),
        articles.map((article) => article.contentHash),
        articles.map((article) => JSON.stringify(article)),
      ],
    );
  }
}

/** Very many articles, made by the database itself: a ledger that has grown. */
export async function fillByDatabase(pool: SqlPool, count: number): Promise<void> {
  const model = madeArticle(0);
  const record = JSON.stringify({ ...model, id: "@ID@", url: "@URL@", text: "@TEXT@", blocks: [], title: "@ID@" });
  const step = 50_000;
  for (let start = 0; start < count; start += step) {
    await pool.query(
      `WITH numbered AS MATERIALIZED (
         SELECT n, 'm' || substr(md5(n::text), 1, 25) AS id, (n % 16)::smallint AS shard,
           'https://old.bench.test/' || n AS url, nextval('article_log_seq') AS seq
         FROM generate_series($1::integer, $2::integer) AS n
       ), made AS MATERIALIZED (
         SELECT *, replace(replace(replace($3, '@ID@', id), '@URL@', url), '@TEXT@',
           (SELECT string_agg(md5(n::text || i), '') FROM generate_series(1, ${String(FILLER_HASHES)}) AS i)) AS record
         FROM numbered
       ), revised AS (
         INSERT INTO article_revision (article_id, revision, status, content_hash, at, record)
         SELECT id, 1, 'usable', 'sha256:' || id, now(), record FROM made
       ), listed AS (
         INSERT INTO article (id, shard, source_id, url, canonical_url, title, status, revision, content_hash, last_seq,
           first_seen_at, changed_at)
         SELECT id, shard, 'bench', url, url, id, 'usable', 1, 'sha256:' || id, seq, now(), now() FROM made
       )
       INSERT INTO article_log (seq, shard, article_id, revision, op, hash, at)
       SELECT seq, shard, id, 1, 'publish', 'sha256:' || id, now() FROM made ORDER BY seq`,
      [FIRST_MADE + start, FIRST_MADE + Math.min(start + step, count) - 1, record],
    );
  }
  for (const table of ["article", "article_revision", "article_log"]) await pool.query(`ANALYZE ${table}`);
}
