import { idOf, type HealthChange, type Source, type SourceHealth } from "@caibian/schema";

import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import type { Settlement, SourceState } from "../reports.ts";
import { readStartList, type StartList } from "../rhythm/start-list-row.ts";
import { text, textOrNull, time, type Row } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { judgeHealth, type Health } from "./judge-health.ts";

/** What a person or a Visit did that a Source is judged anew for. */
export interface Occasion {
  readonly sourceId: string;
  /** Null: by hand. */
  readonly visitId: string | null;
  /** Null: now. */
  readonly at: string | null;
}

/**
 * Judges a Source by what is known now and writes down a change, in the caller's transaction. Every process judges
 * with the Source's row locked: a change is one row, whoever sees it first.
 */
export async function judgeSource(client: PgClientLike, occasion: Occasion): Promise<void> {
  const { rows } = await client.query(
    "SELECT definition, state, health, health_cause, now() AS now FROM source WHERE id = $1 FOR UPDATE",
    [occasion.sourceId],
  );
  const row = rows[0];
  if (row === undefined) return;
  // The column's check lets nothing else in.
  const before = text(row, "health") as SourceHealth;
  const at = occasion.at ?? time(row, "now");
  const lists = await readLists(client, occasion.sourceId, row);
  const hold = await readHold(client, occasion.sourceId, row);
  const health = judgeHealth({ atMs: Date.parse(at), before, hold, lists });
  if (health.state === before && health.cause === textOrNull(row, "health_cause")) return;
  await keep(client, occasion, { before, at, health });
}

async function keep(
  client: PgClientLike,
  { sourceId, visitId }: Occasion,
  change: { readonly before: SourceHealth; readonly at: string; readonly health: Health },
): Promise<void> {
  const { before, at, health } = change;
  await client.query(
    `UPDATE source SET health = $2, health_cause = $3,
       health_since = CASE WHEN health = $2 THEN health_since ELSE $4::timestamptz END
     WHERE id = $1`,
    [sourceId, health.state, health.cause, at],
  );
  // Other words for the same state are no alert.
  if (health.state === before) return;
  await client.query(
    "INSERT INTO source_health (source_id, visit_id, was, became, cause, at) VALUES ($1, $2, $3, $4, $5, $6)",
    [sourceId, visitId, before, health.state, health.cause, at],
  );
}

/** The start lists that the Source has now; what was learnt of others stays, and says nothing. */
async function readLists(client: PgClientLike, sourceId: string, source: Row): Promise<readonly StartList[]> {
  // Written by syncSources and by nothing else.
  const { start } = JSON.parse(text(source, "definition")) as Source;
  const { rows } = await client.query(
    "SELECT * FROM start_list WHERE source_id = $1 AND url_key = ANY($2::text[]) ORDER BY url",
    [sourceId, start.map((url) => idOf(url))],
  );
  return rows.map(readStartList);
}

/** What the bad-night rule decided last, in words. */
async function readHold(
  client: PgClientLike,
  sourceId: string,
  source: Row,
): Promise<{ readonly state: SourceState; readonly cause: string | null }> {
  const state = text(source, "state") as SourceState;
  if (state === "ok") return { state, cause: null };
  const { rows } = await client.query(
    "SELECT settlement FROM visit WHERE source_id = $1 AND settlement IS NOT NULL ORDER BY id DESC LIMIT 1",
    [sourceId],
  );
  const settlement = rows[0] === undefined ? null : textOrNull(rows[0], "settlement");
  if (settlement === null) return { state, cause: null };
  // Written by `settle` and by nothing else.
  const { rechecked, changed, vanished } = JSON.parse(settlement) as Settlement;
  const isByPages = changed + vanished === 0;
  return {
    state,
    cause: isByPages
      ? "most new pages do not look like the site that was learnt"
      : `of ${rechecked} known articles ${changed} changed and ${vanished} vanished at once`,
  };
}

/** The newest changes, of one Source or of all. */
export async function listHealthChanges(
  pool: PgPoolLike,
  filter: { readonly source?: string | undefined; readonly limit?: number | undefined },
): Promise<readonly HealthChange[]> {
  const { rows } = await pool.query(
    "SELECT * FROM source_health WHERE $1::text IS NULL OR source_id = $1 ORDER BY id DESC LIMIT $2",
    [filter.source ?? null, Math.min(filter.limit ?? 50, 1000)],
  );
  return rows.map(readChange);
}

/** Most changes told at a time. */
const MOST_TOLD = 100;

/**
 * Tells the changes that nobody told yet, and marks them in the transaction that has them locked: two processes do
 * not tell one change, and one that dies before its mark tells it again, with the same id.
 */
export function announceHealth(pool: PgPoolLike, tell: (change: HealthChange) => void): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query(
      "SELECT * FROM source_health WHERE announced_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED",
      [MOST_TOLD],
    );
    if (rows.length === 0) return 0;
    await client.query("UPDATE source_health SET announced_at = now() WHERE id = ANY($1::bigint[])", [
      rows.map((row) => row["id"]),
    ]);
    for (const row of rows) tell(readChange(row));
    return rows.length;
  });
}

function readChange(row: Row): HealthChange {
  return {
    id: text(row, "id"),
    sourceId: text(row, "source_id"),
    from: text(row, "was") as SourceHealth,
    to: text(row, "became") as SourceHealth,
    cause: textOrNull(row, "cause"),
    at: time(row, "at"),
  };
}
