import { SHARDS } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, textOrNull } from "../sql/read-row.ts";
import { PRUNED, type PruneBatch, type PrunePlace, type Pruned, type PruneRules } from "./prune-rules.ts";
import { MARK_OVERTAKEN, REVISIONS, SHELVES, windowOf } from "./shelves.ts";

/** Rows looked at in one transaction: on the embedded ledger it holds the event loop meanwhile. */
const WINDOW = 500;

/** Looks at the next rows and removes those that the rules do not keep. Begins with `place` null. */
export async function pruneBatch(
  pool: PgPoolLike,
  rules: PruneRules,
  place: PrunePlace | null,
  isDry: boolean,
): Promise<PruneBatch> {
  const { kind, after } = place ?? { kind: "log", after: "" };
  const taken = await takenByAll(pool, rules.storeIds);
  // Before the rows go: killed in between, such a Store is only told less of the history than it could be.
  if (kind === "log" && !isDry) await pool.query(MARK_OVERTAKEN, [rules.storeIds, taken, rules.logBefore]);
  const first = [taken, kind === "revisions" ? after : after || "0", WINDOW, beforeOf(kind, rules), !isDry];
  const { rows } =
    kind === "revisions"
      ? await pool.query(REVISIONS, [...first, Math.max(1, rules.lastRevisions)])
      : await pool.query(windowOf(SHELVES[kind]), first);
  const row = rows[0] ?? {};
  const last = textOrNull(row, "last");
  const next = row["more"] === true && last !== null ? { kind, after: last } : placeAfter(kind);
  return { kind, removed: int(row, "removed"), next };
}

function beforeOf(kind: Pruned, rules: PruneRules): string {
  if (kind === "log") return rules.logBefore;
  return kind === "revisions" ? rules.revisionsBefore : rules.historyBefore;
}

function placeAfter(kind: Pruned): PrunePlace | null {
  const next = PRUNED[PRUNED.indexOf(kind) + 1];
  return next === undefined ? null : { kind: next, after: "" };
}

/**
 * Up to which number all of these Stores have taken each shard's log. A Store without a cursor begins from the current
 * articles, and so does one that has not come to its base yet: neither needs the log before that.
 */
async function takenByAll(pool: PgPoolLike, storeIds: readonly string[]): Promise<readonly number[]> {
  const { rows } = await pool.query(
    "SELECT shard, min(greatest(seq, base)) AS taken FROM store_cursor WHERE store_id = ANY ($1::text[]) GROUP BY shard",
    [storeIds],
  );
  const taken = Array.from({ length: SHARDS }, () => Number.MAX_SAFE_INTEGER);
  for (const row of rows) taken[int(row, "shard")] = int(row, "taken");
  return taken;
}
