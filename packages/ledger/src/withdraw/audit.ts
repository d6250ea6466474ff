import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { int, text, textOrNull, time } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";
import type { ArticleSelector, AuditEntry, Order } from "./orders.ts";

const MOST_ENTRIES = 1_000;

/** Keeps what was done, in the transaction that did it. */
export async function writeAudit(
  client: Pick<PgClientLike, "query">,
  order: Order,
  done: Pick<AuditEntry, "action" | "articleIds" | "outcome">,
): Promise<void> {
  await client.query(
    `INSERT INTO audit (actor, action, reason, selector, article_ids, outcome)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      storable(order.actor),
      done.action,
      storable(order.reason),
      storable(JSON.stringify(order.selector)),
      done.articleIds,
      storable(done.outcome),
    ],
  );
}

/** The newest entries, newest first. Default 50, at most 1000. */
export async function listAudit(pool: PgPoolLike, limit = 50): Promise<readonly AuditEntry[]> {
  const { rows } = await pool.query(
    "SELECT id, at, actor, action, reason, selector, article_ids, outcome FROM audit ORDER BY id DESC LIMIT $1",
    [Math.min(limit, MOST_ENTRIES)],
  );
  return rows.map((row) => ({
    id: int(row, "id"),
    at: time(row, "at"),
    actor: text(row, "actor"),
    action: text(row, "action") as AuditEntry["action"],
    reason: textOrNull(row, "reason"),
    selector: JSON.parse(text(row, "selector")) as ArticleSelector,
    articleIds: row["article_ids"] as readonly string[],
    outcome: text(row, "outcome"),
  }));
}
