import { shardOf, toBeijing } from "@caibian/schema";

import { appendLog, takeNumbers } from "../log/append.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { ShardHead } from "../reports.ts";
import { forgetReprints } from "../reprint/reprint-book.ts";
import { inTransaction } from "../sql/transaction.ts";
import { lockArticles } from "./read-known.ts";
import { withdrawalText } from "./record.ts";
import { updateArticles, writeRevisions } from "./write-articles.ts";
import { dropHeldOf } from "./write-held.ts";

/** A person withdraws an article: a page that still stands does not bring it back. Null when it is not there. */
export function takeDown(pool: PgPoolLike, articleId: string): Promise<ShardHead | null> {
  return inTransaction(pool, async (client) => {
    const article = (await lockArticles(client, [articleId])).get(articleId);
    if (article === undefined || article.takenDown) return null;
    await client.query("UPDATE article SET taken_down = true WHERE id = $1", [articleId]);
    await dropHeldOf(client, [articleId]);
    await forgetReprints(client, [articleId]);
    if (article.status === "withdrawn") return null;
    const atMs = Date.now();
    const shard = shardOf(articleId);
    const revision = article.revision + 1;
    const { contentHash } = article;
    const record = withdrawalText(articleId, article.url, revision, toBeijing(atMs));
    await writeRevisions(client, [{ articleId, revision, status: "withdrawn", contentHash, atMs, record }]);
    // What no Store was ever given needs no word to take it back.
    const isDelivered = article.lastSeq !== null;
    const [seq = null] = await takeNumbers(client, isDelivered ? 1 : 0);
    await updateArticles(client, [
      { id: articleId, shard, status: "withdrawn", revision, contentHash, seq, atMs, shown: null, sourceId: "" },
    ]);
    if (seq === null) return null;
    await appendLog(client, [{ seq, articleId, shard, revision, op: "withdraw", hash: contentHash }]);
    return { shard, seq };
  });
}
