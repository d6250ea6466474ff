import { shardOf, type Article, type ArticleStatus, type DeliveryOp } from "@caibian/schema";

import { appendLog, takeNumbers } from "../log/append.ts";
import type { PgClientLike } from "../pool/pg-pool.ts";
import type { ShardHead } from "../reports.ts";
import { insertArticles, updateArticles, writeRevisions, type ArticleWrite } from "./write-articles.ts";

/** One article's next state, decided, and what the log says of it. */
export interface Change {
  readonly id: string;
  readonly status: ArticleStatus;
  readonly revision: number;
  readonly contentHash: string;
  /** The Revision's record, as JSON text. */
  readonly record: string;
  /** What the article's row shows of it; null leaves the row's as it was. */
  readonly shown: Pick<Article, "url" | "canonicalUrl" | "title" | "publishedAt"> | null;
  /** Null: no Store is told. */
  readonly op: DeliveryOp | null;
  /** With `withdraw`: a takedown. */
  readonly erase?: boolean;
  /** The Source that a new article belongs to; of one that is there it is not touched. */
  readonly sourceId: string;
}

/**
 * Writes changes that a person or a program decided, an article once, in the caller's transaction, and last the log.
 * `known` are the ids that are there, locked by the caller. Answers where deliveries may go up to.
 */
export async function writeChanges(
  client: PgClientLike,
  changes: readonly Change[],
  known: ReadonlySet<string>,
  atMs: number,
): Promise<readonly ShardHead[]> {
  await writeRevisions(
    client,
    changes.map(({ id: articleId, status, revision, contentHash, record }) => {
      return { articleId, status, revision, contentHash, record, atMs };
    }),
  );
  const logged = changes.filter(({ op }) => op !== null);
  const numbers = await takeNumbers(client, logged.length);
  const seqOf = new Map(logged.map(({ id }, i) => [id, numbers[i] ?? null]));
  const rows = changes.map(({ id, status, revision, contentHash, shown, sourceId }): ArticleWrite => {
    const seq = seqOf.get(id) ?? null;
    return { id, shard: shardOf(id), status, revision, contentHash, seq, atMs, shown, sourceId };
  });
  await insertArticles(
    client,
    rows.filter(({ id }) => !known.has(id)),
  );
  await updateArticles(
    client,
    rows.filter(({ id }) => known.has(id)),
  );
  const entries = logged.flatMap(({ id: articleId, revision, op, contentHash: hash, erase = false }) => {
    const seq = seqOf.get(articleId) ?? null;
    return seq === null || op === null
      ? []
      : [{ seq, articleId, shard: shardOf(articleId), revision, op, hash, erase }];
  });
  await appendLog(client, entries);
  return [...new Map(entries.map(({ shard, seq }) => [shard, { shard, seq }])).values()];
}
