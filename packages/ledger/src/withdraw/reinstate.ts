import type { Article } from "@caibian/schema";

import { lockArticles } from "../commit/read-known.ts";
import { readRecord, recordText } from "../commit/record.ts";
import { writeChanges, type Change } from "../commit/write-changes.ts";
import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { text } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { writeAudit } from "./audit.ts";
import { lockLeadsOf } from "./erase-text.ts";
import type { Order, Reinstated } from "./orders.ts";
import { askAgain } from "./raw-pages.ts";

/** Brings articles back that a person took down: their last text, as the next Revision. Erased ones stay as they are. */
export function reinstateArticles(pool: PgPoolLike, ids: readonly string[], order: Order): Promise<Reinstated> {
  return inTransaction(pool, async (client) => {
    await lockLeadsOf(client, ids);
    const known = await lockArticles(client, ids);
    const takenDown = [...known.values()].filter((article) => article.takenDown);
    const records = await lastRecords(
      client,
      takenDown.map(({ id }) => id),
    );
    const changes = takenDown.flatMap((article): readonly Change[] => {
      const record = records.get(article.id);
      if (record === undefined) return [];
      const revision = article.revision + 1;
      const { id, status, contentHash } = record;
      const op = status === "usable" ? "publish" : null;
      return [
        { id, status, revision, contentHash, record: recordText(record, revision), shown: record, op, sourceId: "" },
      ];
    });
    const back = changes.map(({ id }) => id);
    await client.query("UPDATE article SET taken_down = false WHERE id = ANY ($1::text[])", [back]);
    await askAgain(client, back);
    const outcome = `${String(back.length)} of ${String(ids.length)} brought back`;
    await writeAudit(client, order, { action: "reinstate", articleIds: back, outcome });
    const heads = await writeChanges(client, changes, new Set(known.keys()), Date.now());
    return { reinstated: back.length, left: ids.filter((id) => !back.includes(id)), heads };
  });
}

/** The last text of each article, where one is left. */
async function lastRecords(client: PgClientLike, ids: readonly string[]): Promise<ReadonlyMap<string, Article>> {
  const { rows } = await client.query(
    `SELECT DISTINCT ON (article_id) article_id, record FROM article_revision
     WHERE article_id = ANY ($1::text[]) AND status <> 'withdrawn' ORDER BY article_id, revision DESC`,
    [ids],
  );
  return new Map(
    rows.flatMap((row) => {
      const record = readRecord(text(row, "record"));
      return record === null ? [] : [[text(row, "article_id"), record] as const];
    }),
  );
}
