import type { LogRange, NewDeadLetter, Tries } from "./article-log.ts";

/** Which part of history a backfill sends (回填). Empty means all current articles. */
export interface BackfillSelection {
  /** Only articles changed at or after, ISO 8601. */
  readonly since?: string;
  /** Only articles of this Source. */
  readonly sourceId?: string;
}

/** Where a backfill stands in one shard: it sends what is current and no newer than `upTo`. */
export interface HistoryCursor {
  readonly storeId: string;
  readonly shard: number;
  readonly runId: string;
  readonly seq: number;
  readonly upTo: number;
  readonly since: string | null;
  readonly sourceId: string | null;
}

/** A place in history that a worker is about to move on from. */
export interface HistoryClaim extends HistoryCursor, Tries {}

/** How far a Store's last backfill has come. */
export interface BackfillProgress {
  readonly storeId: string;
  readonly runId: string;
  readonly state: "running" | "done" | "cancelled";
  readonly since: string | null;
  readonly sourceId: string | null;
  /** Articles that the run was to send when it began. */
  readonly total: number;
  readonly sent: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/**
 * History that is sent to a Store beside the log. A run holds, per shard, the articles that were current and already
 * behind the Store's cursor when it began; whatever changes later comes by the log alone, so that nothing older can
 * come after something newer.
 */
export interface HistoryLog {
  /** Begins a run, in the place of one that is still under way. */
  startBackfill(storeId: string, selection?: BackfillSelection): Promise<BackfillProgress>;
  /** Ends a run before its time; null when none is under way. */
  cancelBackfill(storeId: string): Promise<BackfillProgress | null>;
  /** The last run of each Store that had one. */
  backfills(storeIds: readonly string[]): Promise<readonly BackfillProgress[]>;
  /** Where the Store's run stands in a shard, with a try counted there; null when nothing is left. */
  claimHistory(storeId: string, shard: number): Promise<HistoryClaim | null>;
  /** As `ArticleLog.endTry`. */
  endHistoryTry(claim: HistoryCursor, as: "failed" | "void"): Promise<void>;
  readHistory(read: {
    readonly cursor: HistoryCursor;
    readonly limit: number;
    readonly maxBytes: number;
  }): Promise<LogRange>;
  /** As `ArticleLog.advance`; false also when the run was cancelled or begun anew. `sent` of them are counted. */
  advanceHistory(
    from: HistoryCursor,
    upTo: number,
    sent: number,
    deadLetters: readonly NewDeadLetter[],
    took?: boolean,
  ): Promise<boolean>;
}
