import type { Delivery, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";

import { BadRecordError } from "../errors.ts";

/**
 * Writes a batch; when the adapter says that something in it is bad and not what, cuts it in two until the bad
 * record stands alone and is rejected. Order is kept: the second half goes after the first.
 */
export async function writeBatch(
  adapter: StoreAdapter,
  batch: readonly Delivery[],
  context: WriteContext,
): Promise<readonly Receipt[]> {
  try {
    return await adapter.write(batch, context);
  } catch (error) {
    if (!(error instanceof BadRecordError)) throw error;
    const [first] = batch;
    if (first === undefined) return [];
    if (batch.length === 1) return [{ seq: first.seq, outcome: "rejected", reason: error.message }];
    const middle = Math.ceil(batch.length / 2);
    const before = await writeBatch(adapter, batch.slice(0, middle), context);
    // Nothing may overtake what waits.
    const waits = before.find((receipt) => receipt.outcome === "retry");
    const rest = batch.slice(middle);
    if (waits !== undefined) return [...before, ...rest.map((one): Receipt => ({ ...waits, seq: one.seq }))];
    return [...before, ...(await writeBatch(adapter, rest, context))];
  }
}
