import { toBeijing } from "@caibian/schema";

import { lockArticles, type ArticleState } from "../commit/read-known.ts";
import { withdrawalText } from "../commit/record.ts";
import { writeChanges, type Change } from "../commit/write-changes.ts";
import { dropHeldOf } from "../commit/write-held.ts";
import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { forgetReprints } from "../reprint/reprint-book.ts";
import { inTransaction } from "../sql/transaction.ts";
import { writeAudit } from "./audit.ts";
import { eraseText, lockLeadsOf } from "./erase-text.ts";
import type { Order, Withdrawn } from "./orders.ts";

/**
 * A person withdraws articles, in one transaction: a page that still stands does not bring them back. With `erase` it is
 * a takedown: Stores are told to remove earlier text as well, and the ledger keeps none.
 */
export function withdrawArticles(
  pool: PgPoolLike,
  ids: readonly string[],
  order: Order & { readonly erase: boolean },
): Promise<Withdrawn> {
  const { erase } = order;
  return inTransaction(pool, async (client) => {
    if (erase) await lockLeadsOf(client, ids);
    const known = await lockArticles(client, ids);
    const erased = erase ? await notErased(client, [...known.keys()]) : new Set<string>();
    // A withdrawal stands already: a takedown of it is told once more, since Stores may still hold what was before.
    const meant = [...known.values()].filter(({ id, takenDown }) => !takenDown || erased.has(id));
    const meantIds = meant.map(({ id }) => id);
    await client.query(TAKE_DOWN, [meantIds]);
    await dropHeldOf(client, meantIds);
    await forgetReprints(client, meantIds);
    const atMs = Date.now();
    const changes = meant
      .filter(({ id, status }) => status !== "withdrawn" || erased.has(id))
      .map((article) => withdrawalOf(article, atMs, erase));
    await eraseText(client, [...erased]);
    const counts = {
      withdrawn: changes.filter(({ op }) => op !== null).length,
      erased: erased.size,
      unchanged: ids.length - meant.length,
    };
    await writeAudit(client, order, {
      action: erase ? "erase" : "withdraw",
      articleIds: meantIds,
      outcome: `${String(counts.withdrawn)} withdrawn, ${String(counts.erased)} erased, ${String(counts.unchanged)} unchanged`,
    });
    // Last: every commit waits for the numbers that it takes.
    const heads = await writeChanges(client, changes, new Set(known.keys()), atMs);
    return { ...counts, heads };
  });
}

// The group of copies is kept: the same order given again must mean the same articles.
const TAKE_DOWN = `
UPDATE article SET taken_down = true,
  taken_from = coalesce((SELECT cluster FROM reprint WHERE reprint.article_id = article.id), taken_from)
WHERE id = ANY ($1::text[])`;

function withdrawalOf(article: ArticleState, atMs: number, erase: boolean): Change {
  const { id, contentHash, url } = article;
  const revision = article.revision + 1;
  return {
    id,
    status: "withdrawn",
    revision,
    contentHash,
    record: withdrawalText(id, url, revision, toBeijing(atMs)),
    shown: null,
    // What no Store was ever given needs no word to take it back.
    op: article.lastSeq === null ? null : "withdraw",
    erase,
    sourceId: "",
  };
}

async function notErased(client: PgClientLike, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query("SELECT id FROM article WHERE id = ANY ($1::text[]) AND NOT erased", [ids]);
  return new Set(rows.map((row) => String(row["id"])));
}
