import {
  JoinedAbort,
  shardOf,
  type ArticleLog,
  type DeadLetter,
  type Delivery,
  type Receipt,
  type StoreAdapter,
} from "@caibian/schema";

import { StoreError } from "../errors.ts";
import { asStoreError, type Shop } from "./shop.ts";
import { writeBatch } from "./write-batch.ts";
import { writeNewest } from "./write-newest.ts";

/**
 * What became of a dead letter. `refused`: it will not be taken. `waits`: not now, and with `isStores` no other of its
 * Store either; `isElsewhere`: another process has the Store.
 */
export type LetterFate =
  | { readonly kind: "delivered" | "gone" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "waits"; readonly reason: string; readonly isStores: boolean; readonly isElsewhere: boolean };

/** What sending a letter needs besides its Store. */
export interface LetterDoors {
  readonly log: ArticleLog;
  readonly signal: AbortSignal;
  /** The write is broken off after this long, in milliseconds. */
  readonly mostMs: number;
}

/** Sends a dead letter at its article's current revision if the Store may be asked now, and tells its breaker. */
export async function sendLetter(shop: Shop, letter: DeadLetter, doors: LetterDoors): Promise<LetterFate> {
  const waitMs = shop.breaker.admit();
  if (waitMs > 0) {
    const reason = shop.breaker.health.why ?? `the store asked for ${String(Math.ceil(waitMs / 1000))} s`;
    return { kind: "waits", reason, isStores: true, isElsewhere: false };
  }
  const stop = new JoinedAbort([doors.signal, AbortSignal.timeout(doors.mostMs)]);
  try {
    // Should it bring this process down as well, the next one must not find it asked for again.
    if (letter.class === "crash") await doors.log.clearAsked([letter.id]);
    const adapter = await ofStore(shop.adapter());
    const receipt = await shop.writes.run(shardOf(letter.articleId), stop.signal, (signal) =>
      write(shop, adapter, letter, { ...doors, signal }),
    );
    return typeof receipt === "object" ? readReceipt(shop, letter, receipt) : { kind: receipt };
  } catch (error) {
    // Of itself, the bound on its time alone throws one.
    const cause = error instanceof StoreFailed ? error.cause : error;
    if (cause === error && !(error instanceof StoreError)) throw error;
    doors.signal.throwIfAborted();
    return afterFailure(shop, letter, cause);
  } finally {
    stop.close();
    shop.breaker.leave();
  }
}

/** `gone`: there is nothing to send any more. `delivered`: the Store's cursor is still before it, the log brings it. */
async function write(
  shop: Shop,
  adapter: StoreAdapter,
  letter: DeadLetter,
  { log, signal }: Pick<LetterDoors, "log" | "signal">,
): Promise<Receipt | "gone" | "delivered"> {
  const read = async (): Promise<readonly Delivery[]> => {
    const newest = await log.deadDelivery(letter.id);
    return newest === null ? [] : [newest];
  };
  const batch = await read();
  const [delivery] = batch;
  if (delivery === undefined) return "gone";
  if (delivery.seq > (await log.cursor(shop.id, shardOf(letter.articleId))).seq) return "delivered";
  const context = { replay: true, signal };
  const [receipt] = await writeNewest(batch, { read, write: (some) => ofStore(writeBatch(adapter, some, context)) });
  return receipt ?? { seq: delivery.seq, outcome: "retry", reason: "the store gave no receipt" };
}

function readReceipt(shop: Shop, letter: DeadLetter, receipt: Receipt): LetterFate {
  const { outcome, reason = outcome, afterMs } = receipt;
  shop.breaker.succeeded();
  if (outcome === "rejected") return { kind: "refused", reason };
  if (outcome !== "retry") return { kind: "delivered" };
  if (afterMs !== undefined) shop.breaker.hold(afterMs);
  else if (letter.class === "transient") return { kind: "refused", reason };
  return { kind: "waits", reason, isStores: afterMs !== undefined, isElsewhere: false };
}

function afterFailure(shop: Shop, letter: DeadLetter, cause: unknown): LetterFate {
  const error = asStoreError(shop.id, cause);
  const reason = error.message;
  // It failed again and again while others went through, and does so once more: no news of the Store.
  if (error.failure === "transient" && letter.class === "transient") return { kind: "refused", reason };
  shop.breaker.failed(error, 1);
  const isStores = error.failure !== "transient" || shop.breaker.health.state !== "up";
  return { kind: "waits", reason, isStores, isElsewhere: error.failure === "taken" };
}

/** Tells what the Store threw from what the ledger threw. */
class StoreFailed extends Error {
  constructor(cause: unknown) {
    super("a store failed", { cause });
  }
}

async function ofStore<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new StoreFailed(error);
  }
}
