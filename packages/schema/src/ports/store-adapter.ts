import type { Delivery, Receipt } from "../delivery.ts";

/** What the publisher tells an adapter about a batch. */
export interface WriteContext {
  /** True when a dead letter is sent again: its seq may lie below what the Store has already taken. */
  readonly replay: boolean;
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
  close(): Promise<void>;
}
