import type { Delivery, Receipt, WriteContext } from "@caibian/schema";

import type { StoreError } from "../../errors.ts";
import { giveBack } from "./receipts.ts";

/** Another process may have taken the shard over, and what waits here never comes again. */
const MOST = 1_000;

/**
 * Deliveries that were dealt with past one that has to wait. They come again in the next batch, and are not sent
 * again.
 */
export class Ahead {
  readonly #receipts = new Map<string, Receipt>();

  /** The Delivery's receipt, if it was dealt with ahead; it is told once. A dead letter is sent whatever was before. */
  take(seq: number, context: WriteContext | undefined): Receipt | null {
    if (context?.replay === true) return null;
    const key = keyOf(seq, context);
    const receipt = this.#receipts.get(key) ?? null;
    this.#receipts.delete(key);
    return receipt;
  }

  /**
   * What to answer for a batch that was cut short: what was dealt with before the first gap counts, the rest comes
   * again. Throws the failure when it is the first that waits.
   */
  giveBack(
    batch: readonly Delivery[],
    receipts: readonly (Receipt | undefined)[],
    failure: StoreError,
    context: WriteContext | undefined,
  ): readonly Receipt[] {
    const dealtWith = receipts.filter((one) => one !== undefined);
    const gap = batch.findIndex((_, i) => receipts[i] === undefined);
    if (gap === -1) return dealtWith;
    for (const receipt of dealtWith.slice(gap)) this.#remember(keyOf(receipt.seq, context), receipt);
    return giveBack(batch, dealtWith.slice(0, gap), failure);
  }

  clear(): void {
    this.#receipts.clear();
  }

  #remember(key: string, receipt: Receipt): void {
    this.#receipts.set(key, receipt);
    if (this.#receipts.size <= MOST) return;
    const oldest = this.#receipts.keys().next();
    if (oldest.done !== true) this.#receipts.delete(oldest.value);
  }
}

/** A backfill sends the log's numbers a second time on purpose. */
function keyOf(seq: number, context: WriteContext | undefined): string {
  return `${context?.backfill ?? ""}/${String(seq)}`;
}
