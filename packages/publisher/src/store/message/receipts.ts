import type { Delivery, Receipt } from "@caibian/schema";

import { StoreThrottledError, type StoreError } from "../../errors.ts";
import type { MadeMessage, Message } from "./message.ts";

/** The messages that can be sent, in order. */
export function sendable(made: readonly MadeMessage[]): readonly Message[] {
  return made.flatMap((one) => (one.ok ? [one.message] : []));
}

/** Receipts when all that could be sent was taken. */
export function takenReceipts(made: readonly MadeMessage[]): readonly Receipt[] {
  return made.map((one) => (one.ok ? { seq: one.message.seq, outcome: "stored" } : rejected(one.seq, one.reason)));
}

/** The receipt of a record that will never be taken. */
export function rejected(seq: number, reason: string): Receipt {
  return { seq, outcome: "rejected", reason };
}

/** What was dealt with before the failure counts; the rest comes again. Nothing was: the failure speaks for itself. */
export function giveBack(batch: readonly Delivery[], done: readonly Receipt[], error: StoreError): readonly Receipt[] {
  if (done.length === 0) throw error;
  const wait = error instanceof StoreThrottledError ? { afterMs: error.afterMs } : {};
  const rest = batch.slice(done.length);
  return [...done, ...rest.map((one): Receipt => ({ seq: one.seq, outcome: "retry", reason: error.message, ...wait }))];
}
