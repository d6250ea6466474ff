import type { Delivery, HeldRecord, Receipt } from "../delivery.ts";

/** What the publisher tells an adapter about a batch. */
export interface WriteContext {
  /** True when a dead letter is sent again: its seq may lie below what the Store has already taken. */
  readonly replay: boolean;
  /**
   * Set when history is sent beside the log: names that run. Within it, seq rises in each shard as in the log, and
   * says nothing of how far the Store has taken the log.
   */
  readonly backfill?: string;
  /** With `replay`: a revision that is there already is written again, since what is there was found to be wrong. */
  readonly repair?: boolean;
  readonly signal: AbortSignal;
}

/**
 * One kind of Store. `write` answers one Receipt per Delivery, in order; it throws only when the Store
 * itself failed (a `StoreError` of the publisher), and then nothing or all of the batch may be there:
 * the same batch comes again. Deliveries of one shard come in order of `seq`; a batch is of one shard.
 */
export interface StoreAdapter {
  open(): Promise<void>;
  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]>;
  /**
   * What the Store holds, newest revision of each article, tombstones too, in pages, in no order. Absent where a Store
   * cannot be asked (messages that others have taken).
   */
  inventory?(): AsyncIterable<readonly HeldRecord[]>;
  /**
   * The `digest` that the inventory tells where the Store holds this Delivery as it was given; null: it cannot be told.
   */
  digestOf?(delivery: Delivery): string | null;
  /** True where only the newest records are kept (feeds): what the Store does not hold is not missing there. */
  readonly holdsNewestOnly?: boolean;
  close(): Promise<void>;
}
