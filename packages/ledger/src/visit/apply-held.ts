import { shardOf, toBeijing, type Article } from "@caibian/schema";

import { lockArticles, type ArticleState } from "../commit/read-known.ts";
import { recordText, withdrawalText } from "../commit/record.ts";
import { updateArticles, writeRevisions, type ArticleWrite, type RevisionWrite } from "../commit/write-articles.ts";
import { appendLog, takeNumbers } from "../log/append.ts";
import type { PgClientLike } from "../pool/pg-pool.ts";
import type { ShardHead } from "../reports.ts";
import { forgetReprints } from "../reprint/reprint-book.ts";
import { epochMs, text, textOrNull, type Row } from "../sql/read-row.ts";

/** What became of held changes. */
export interface Applied {
  readonly updated: number;
  readonly withdrawn: number;
  readonly heads: readonly ShardHead[];
}

/** A held change with the Revision that it makes. */
interface Change {
  readonly row: Row;
  readonly article: ArticleState;
  readonly revision: RevisionWrite;
  readonly shown: Article | null;
}

/**
 * Makes a Source's held changes of one state into Revisions and log rows, and forgets them. Runs in the caller's
 * transaction and takes the log's lock: nothing but the commit may follow.
 */
export async function applyHeld(
  client: PgClientLike,
  sourceId: string,
  states: readonly ("pending" | "kept")[],
): Promise<Applied> {
  const { rows } = await client.query(
    "DELETE FROM held_change WHERE source_id = $1 AND state = ANY($2::text[]) RETURNING *",
    [sourceId, states],
  );
  if (rows.length === 0) return { updated: 0, withdrawn: 0, heads: [] };
  await takeOverValidators(client, rows);
  const articles = await lockArticles(
    client,
    rows.map((row) => text(row, "article_id")),
  );
  const changes = rows.flatMap((row) => changeOf(row, articles.get(text(row, "article_id"))));
  await writeRevisions(
    client,
    changes.map((change) => change.revision),
  );
  await forgetReprints(
    client,
    changes.filter(({ revision }) => revision.status === "withdrawn").map(({ article }) => article.id),
  );
  const seqs = await takeNumbers(client, changes.length);
  await updateArticles(
    client,
    changes.map((change, i) => articleWrite(change, sourceId, seqs[i] ?? null)),
  );
  await appendLog(
    client,
    changes.map(({ revision }, i) => ({
      seq: seqs[i] ?? 0,
      articleId: revision.articleId,
      shard: shardOf(revision.articleId),
      revision: revision.revision,
      op: revision.status === "withdrawn" ? "withdraw" : "update",
      hash: revision.contentHash,
    })),
  );
  const withdrawn = changes.filter((change) => change.revision.status === "withdrawn").length;
  return { updated: changes.length - withdrawn, withdrawn, heads: headsOf(changes, seqs) };
}

/** From now on the Lead asks with the validators of the content that is taken over. Leads before articles. */
async function takeOverValidators(client: PgClientLike, rows: readonly Row[]): Promise<void> {
  const leads = [...rows].sort((a, b) => Number(a["lead_id"]) - Number(b["lead_id"]));
  await client.query("SELECT 1 FROM lead WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE", [
    leads.map((row) => row["lead_id"]),
  ]);
  await client.query(
    `UPDATE lead SET astray = false, etag = row.etag, last_modified = row.last_modified, body_sha256 = row.body_sha256
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS row (id, etag, last_modified, body_sha256)
     WHERE lead.id = row.id`,
    [
      leads.map((row) => row["lead_id"]),
      ...["etag", "last_modified", "body_sha256"].map((column) => leads.map((row) => row[column])),
    ],
  );
}

function changeOf(row: Row, article: ArticleState | undefined): readonly Change[] {
  // Taken down by hand, or already like that, since it was held.
  if (article?.status !== "usable" || article.contentHash === row["content_hash"]) return [];
  const revision = article.revision + 1;
  const atMs = epochMs(row, "at");
  const record = textOrNull(row, "record");
  if (record === null) {
    const gone = withdrawalText(article.id, article.url, revision, toBeijing(atMs));
    const { id: articleId, contentHash } = article;
    return [
      {
        row,
        article,
        shown: null,
        revision: { articleId, revision, status: "withdrawn", contentHash, atMs, record: gone },
      },
    ];
  }
  // Written by a commit and by nothing else.
  const shown = JSON.parse(record) as Article;
  return [
    {
      row,
      article,
      shown,
      revision: {
        articleId: article.id,
        revision,
        status: "usable",
        contentHash: shown.contentHash,
        atMs,
        record: recordText(shown, revision),
      },
    },
  ];
}

function articleWrite({ revision, shown }: Change, sourceId: string, seq: number | null): ArticleWrite {
  const { articleId: id, status, contentHash, atMs } = revision;
  return { id, shard: shardOf(id), status, revision: revision.revision, contentHash, seq, atMs, shown, sourceId };
}

function headsOf(changes: readonly Change[], seqs: readonly number[]): readonly ShardHead[] {
  const heads = new Map<number, number>();
  for (const [i, { revision }] of changes.entries()) heads.set(shardOf(revision.articleId), seqs[i] ?? 0);
  return [...heads].map(([shard, seq]) => ({ shard, seq }));
}
