import type { VisitRef } from "@caibian/schema";

import { LedgerUnknownError } from "../errors.ts";
import { judgeSource } from "../health/source-healths.ts";
import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import type { Settlement, SourceState } from "../reports.ts";
import { int, text, textOrNull, type Row } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { applyHeld } from "./apply-held.ts";
import { judge } from "./bad-night.ts";
import { addCounts } from "./counts.ts";

/** Articles of a bad night are looked at again after this long, in a Visit that comes anyway. */
const LOOK_AGAIN = "6 hours";

/**
 * Decides what the Visit held, and what Visits before it held that died undecided: all of it goes into the log, or
 * none of it does. A second call for the same Visit tells what the first decided.
 */
export function settle(pool: PgPoolLike, visit: VisitRef, isRedesigned: boolean): Promise<Settlement> {
  return inTransaction(pool, async (client) => {
    const state = await lockSource(client, visit.sourceId);
    const decided = await client.query("SELECT settlement FROM visit WHERE id = $1 AND settled_at IS NOT NULL", [
      visit.id,
    ]);
    const known = decided.rows[0] === undefined ? null : textOrNull(decided.rows[0], "settlement");
    if (known !== null) return JSON.parse(known) as Settlement;

    const { visits, ...looks } = await readLooks(client, visit.sourceId);
    const next = judge(state, { ...looks, isRedesigned });
    await client.query("UPDATE source SET state = $2, state_since = now() WHERE id = $1 AND state <> $2", [
      visit.sourceId,
      next,
    ]);
    const settlement =
      next === "ok"
        ? await clear(client, visit, looks)
        : { state: next, ...looks, applied: 0, held: await keep(client, visit.sourceId, visits), heads: [] };
    await client.query("UPDATE visit SET settled_at = now(), settlement = $2 WHERE id = ANY($1::bigint[])", [
      visits,
      JSON.stringify(settlement),
    ]);
    return settlement;
  });
}

/** A person agrees: everything held goes into the log, and the Source is well. */
export function release(pool: PgPoolLike, sourceId: string): Promise<Settlement> {
  return inTransaction(pool, async (client) => {
    await lockSource(client, sourceId);
    await makeWell(client, sourceId);
    await judgeSource(client, { sourceId, visitId: null, at: null });
    const { updated, withdrawn, heads } = await applyHeld(client, sourceId, ["kept", "pending"]);
    const applied = updated + withdrawn;
    return { state: "ok", rechecked: applied, changed: updated, vanished: withdrawn, applied, held: 0, heads };
  });
}

/** A person refuses: everything held is forgotten, and the Source is well. Answers how many changes it was. */
export function drop(pool: PgPoolLike, sourceId: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    await lockSource(client, sourceId);
    await makeWell(client, sourceId);
    await judgeSource(client, { sourceId, visitId: null, at: null });
    const { rowCount } = await client.query("DELETE FROM held_change WHERE source_id = $1", [sourceId]);
    return rowCount ?? 0;
  });
}

async function lockSource(client: PgClientLike, sourceId: string): Promise<SourceState> {
  const { rows } = await client.query("SELECT state FROM source WHERE id = $1 FOR UPDATE", [sourceId]);
  if (rows[0] === undefined) throw new LedgerUnknownError("the ledger knows no such source", sourceId);
  return text(rows[0], "state") as SourceState;
}

async function makeWell(client: PgClientLike, sourceId: string): Promise<void> {
  await client.query("UPDATE source SET state = 'ok', state_since = now() WHERE id = $1 AND state <> 'ok'", [sourceId]);
}

/** What was seen since the last decision; changes kept from a bad night weigh in until they are seen again. */
async function readLooks(
  client: PgClientLike,
  sourceId: string,
): Promise<{ visits: readonly string[]; rechecked: number; changed: number; vanished: number }> {
  const { rows: visits } = await client.query(
    "SELECT id, rechecked, changed, vanished FROM visit WHERE source_id = $1 AND settled_at IS NULL ORDER BY id FOR UPDATE",
    [sourceId],
  );
  const { rows } = await client.query(
    `SELECT count(*) FILTER (WHERE kind = 'update') AS updates, count(*) FILTER (WHERE kind = 'withdraw') AS withdrawals
     FROM held_change WHERE source_id = $1 AND state = 'kept'`,
    [sourceId],
  );
  const kept = rows[0] === undefined ? { updates: 0, withdrawals: 0 } : readKept(rows[0]);
  const sum = (column: string): number => visits.reduce((total, row) => total + int(row, column), 0);
  return {
    visits: visits.map((row) => text(row, "id")),
    rechecked: sum("rechecked") + kept.updates + kept.withdrawals,
    changed: sum("changed") + kept.updates,
    vanished: sum("vanished") + kept.withdrawals,
  };
}

function readKept(row: Row): { readonly updates: number; readonly withdrawals: number } {
  return { updates: int(row, "updates"), withdrawals: int(row, "withdrawals") };
}

/** The night was good: what this Visit saw is taken over. What an older one kept and this one did not see again is not. */
async function clear(
  client: PgClientLike,
  visit: VisitRef,
  looks: { readonly rechecked: number; readonly changed: number; readonly vanished: number },
): Promise<Settlement> {
  await client.query("DELETE FROM held_change WHERE source_id = $1 AND state = 'kept'", [visit.sourceId]);
  const { updated, withdrawn, heads } = await applyHeld(client, visit.sourceId, ["pending"]);
  await addCounts(client, visit.id, { updated, withdrawn });
  return { state: "ok", ...looks, applied: updated + withdrawn, held: 0, heads };
}

/** The night was bad: changes wait, 404 answers do not count as looks, and all of it is looked at again. */
async function keep(client: PgClientLike, sourceId: string, visits: readonly string[]): Promise<number> {
  await client.query("UPDATE held_change SET state = 'kept' WHERE source_id = $1 AND state = 'pending'", [sourceId]);
  await client.query(
    `UPDATE lead SET next_at = least(next_at, now() + interval '${LOOK_AGAIN}')
     WHERE source_id = $1 AND astray AND looked_visit = ANY($2::bigint[])`,
    [sourceId, visits],
  );
  await client.query(
    "UPDATE article SET missing_at = NULL, missing_visit = NULL WHERE missing_visit = ANY($1::bigint[])",
    [visits],
  );
  const { rows } = await client.query("SELECT count(*) AS held FROM held_change WHERE source_id = $1", [sourceId]);
  return rows[0] === undefined ? 0 : int(rows[0], "held");
}
