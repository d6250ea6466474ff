import type { Delivery, Receipt } from "@caibian/schema";

import { rowOf, type ArticleRow } from "./row.ts";

/** What a batch comes to in one statement, and the Receipts as they stand before the Store has spoken. */
export interface NewestRows {
  /** One row an article, its newest, by id: two writers of the same rows then wait for each other in one order. */
  readonly rows: readonly ArticleRow[];
  /** `stored` is still to be confirmed. */
  readonly receipts: readonly Receipt[];
}

/**
 * Plans one statement for a batch: an upsert may not touch a row twice, so older revisions in the batch are stale.
 *
 * @param refuse why the Store will not take a row, or null
 */
export function newestRows(
  batch: readonly Delivery[],
  refuse: (row: ArticleRow) => string | null = () => null,
): NewestRows {
  const newest = new Map<string, { row: ArticleRow; at: number }>();
  const receipts: Receipt[] = [];
  for (const delivery of batch) {
    const { seq } = delivery;
    const made = rowOf(delivery);
    if (!made.ok) {
      receipts.push({ seq, outcome: "rejected", reason: made.reason });
      continue;
    }
    const refused = refuse(made.row);
    if (refused !== null) {
      receipts.push({ seq, outcome: "rejected", reason: refused });
      continue;
    }
    const before = newest.get(delivery.articleId);
    if (before !== undefined && before.row.revision >= made.row.revision) {
      receipts.push({ seq, outcome: "stale" });
      continue;
    }
    const older = before === undefined ? undefined : receipts[before.at];
    if (before !== undefined && older !== undefined) receipts[before.at] = { seq: older.seq, outcome: "stale" };
    newest.set(delivery.articleId, { row: made.row, at: receipts.length });
    receipts.push({ seq, outcome: "stored" });
  }
  const rows = [...newest.values()].map((one) => one.row).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { rows, receipts };
}

/** The Receipts once it is known which articles the Store took. */
export function settleBatch(
  batch: readonly Delivery[],
  receipts: readonly Receipt[],
  stored: ReadonlySet<string>,
): readonly Receipt[] {
  return receipts.map((receipt, i) => {
    const delivery = batch[i];
    if (receipt.outcome !== "stored" || delivery === undefined || stored.has(delivery.articleId)) return receipt;
    return { seq: receipt.seq, outcome: "stale" };
  });
}
