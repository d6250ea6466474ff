import { randomUUID } from "node:crypto";

import {
  SHARDS,
  type BackfillProgress,
  type BackfillSelection,
  type HistoryClaim,
  type HistoryCursor,
  type HistoryLog,
  type LogRange,
  type NewDeadLetter,
} from "@caibian/schema";

import { LedgerUnknownError } from "../errors.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text, textOrNull, time, timeOrNull, type Row } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { letterLists } from "./dead-letters.ts";
import {
  ADVANCE_HISTORY,
  BEGIN_RUN,
  BEGIN_SHARDS,
  CLAIM_HISTORY,
  COUNT_HISTORY,
  END_HISTORY_TRY,
  PROGRESS,
} from "./history-statements.ts";
import { rangeOf } from "./read-delivery.ts";
import { HISTORY } from "./statements.ts";

/** The HistoryLog over SQL. */
export class SqlHistoryLog implements HistoryLog {
  readonly #pool: PgPoolLike;

  constructor(pool: PgPoolLike) {
    this.#pool = pool;
  }

  async startBackfill(storeId: string, selection: BackfillSelection = {}): Promise<BackfillProgress> {
    const runId = randomUUID();
    const chosen = [selection.since ?? null, selection.sourceId ?? null];
    let total = 0;
    const shards: number[] = [];
    for (let shard = 0; shard < SHARDS; shard++) {
      const { rows } = await this.#pool.query(COUNT_HISTORY, [storeId, shard, ...chosen]);
      const count = rows[0] === undefined ? 0 : int(rows[0], "total");
      total += count;
      if (count > 0) shards.push(shard);
    }
    await inTransaction(this.#pool, async (client) => {
      // Waits for another that begins at this moment; its shards go.
      await client.query(BEGIN_RUN, [storeId, runId, ...chosen, total]);
      await client.query("DELETE FROM backfill_shard WHERE store_id = $1", [storeId]);
      await client.query(BEGIN_SHARDS, [storeId, runId, shards]);
    });
    const [progress] = await this.backfills([storeId]);
    if (progress === undefined) throw new LedgerUnknownError("the backfill was forgotten as soon as it began", storeId);
    return progress;
  }

  async cancelBackfill(storeId: string): Promise<BackfillProgress | null> {
    const isCancelled = await inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query("DELETE FROM backfill_shard WHERE store_id = $1", [storeId]);
      if ((rowCount ?? 0) === 0) return false;
      await client.query("UPDATE backfill SET is_cancelled = true, moved_at = now() WHERE store_id = $1", [storeId]);
      return true;
    });
    return isCancelled ? ((await this.backfills([storeId]))[0] ?? null) : null;
  }

  async backfills(storeIds: readonly string[]): Promise<readonly BackfillProgress[]> {
    const { rows } = await this.#pool.query(PROGRESS, [storeIds]);
    return rows.map(progressOf);
  }

  async claimHistory(storeId: string, shard: number): Promise<HistoryClaim | null> {
    const { rows } = await this.#pool.query(CLAIM_HISTORY, [storeId, shard]);
    const [row] = rows;
    if (row === undefined) return null;
    return {
      storeId,
      shard,
      runId: text(row, "run_id"),
      seq: int(row, "seq"),
      upTo: int(row, "upto"),
      since: timeOrNull(row, "since"),
      sourceId: textOrNull(row, "source_id"),
      attempts: int(row, "attempts"),
      failures: int(row, "failures"),
      othersMoved: row["others_moved"] === true,
    };
  }

  async endHistoryTry({ storeId, shard, runId, seq }: HistoryCursor, as: "failed" | "void"): Promise<void> {
    await this.#pool.query(END_HISTORY_TRY, [storeId, shard, runId, seq, as === "failed"]);
  }

  async readHistory({
    cursor,
    limit,
    maxBytes,
  }: {
    readonly cursor: HistoryCursor;
    readonly limit: number;
    readonly maxBytes: number;
  }): Promise<LogRange> {
    const { shard, seq, upTo, since, sourceId } = cursor;
    const { rows } = await this.#pool.query(HISTORY, [shard, seq, limit + 1, maxBytes, upTo, since, sourceId]);
    const range = rangeOf(rows, limit, seq);
    return range.more ? range : { ...range, upTo };
  }

  async advanceHistory(
    from: HistoryCursor,
    upTo: number,
    sent: number,
    deadLetters: readonly NewDeadLetter[],
    took: boolean = true,
  ): Promise<boolean> {
    const { storeId, shard, runId, seq } = from;
    const values = [storeId, shard, runId, seq, upTo, sent, ...letterLists(deadLetters), took];
    const { rowCount } = await this.#pool.query(ADVANCE_HISTORY, values);
    return rowCount === 1;
  }
}

function progressOf(row: Row): BackfillProgress {
  const state = text(row, "state") as BackfillProgress["state"];
  return {
    storeId: text(row, "store_id"),
    runId: text(row, "run_id"),
    state,
    since: timeOrNull(row, "since"),
    sourceId: textOrNull(row, "source_id"),
    total: int(row, "total"),
    sent: int(row, "sent"),
    startedAt: time(row, "started_at"),
    endedAt: state === "running" ? null : time(row, "moved_at"),
  };
}
