import type { Delivery, LogRange, NewDeadLetter, Receipt } from "@caibian/schema";

import type { StoreError } from "../errors.ts";
import type { Course, Place, Step } from "./course.ts";
import { isHopeless, letterOf, MAX_CRASHES } from "./give-up.ts";
import { asStoreError, type DeliverDoors, type Shop } from "./shop.ts";
import { writeBatch } from "./write-batch.ts";

/** How far a batch went. */
export interface Progress extends Step {
  /** How many of them the Store's selection left out. Default 0. */
  readonly skipped?: number;
  /** What stopped it before its end, in milliseconds to wait; null: nothing. */
  readonly waitMs: number | null;
  /** With `waitMs`: the try at this place counts against its record, or it does not. */
  readonly endsAs: "failed" | "void";
}

const SOON_MS = 1_000;
const NOTHING: Omit<Progress, "upTo" | "waitMs"> = { count: 0, deadLetters: [], took: false, endsAs: "void" };

/** Writes a batch that was read at a place, and reads the Store's answer. Throws nothing of the Store's. */
export async function takeBatch<P extends Place>(
  shop: Shop,
  course: Course<P>,
  place: P,
  range: LogRange,
  doors: DeliverDoors,
  signal: AbortSignal,
): Promise<Progress> {
  const { deliveries, upTo } = range;
  const count = deliveries.length;
  const [first] = deliveries;
  if (first === undefined) return { ...NOTHING, upTo, waitMs: null };
  const crashes = place.attempts - 1 - place.failures;
  if (crashes >= MAX_CRASHES && place.othersMoved) {
    const reason = `the process ended each of the last ${String(crashes)} times that the store was given this record`;
    return leftBehind(first, { class: "crash", reason, attempts: crashes });
  }
  const at = { storeId: shop.id, shard: place.shard, count, upTo };
  doors.report({ kind: "batch-read", ...at });
  let receipts: readonly Receipt[];
  try {
    receipts = await shop.writes.run(place.shard, signal, async (bounded) =>
      writeBatch(await shop.adapter(), deliveries, { ...course.context(place), signal: bounded }),
    );
  } catch (error) {
    // Broken off by ourselves: no news of the Store, and none of the record.
    if (signal.aborted) return { ...NOTHING, upTo: place.seq, waitMs: 0 };
    return afterFailure(shop, place, first, asStoreError(shop.id, error));
  }
  const took = receipts.some(({ outcome }) => outcome === "stored" || outcome === "stale");
  // What the selection leaves out never came to the Store, nor, perhaps, what was rejected.
  if (took) shop.breaker.succeeded();
  doors.report({ kind: "batch-written", ...at });
  const progress = { ...readReceipts(shop, place, range, receipts), took };
  const skipped = receipts.slice(0, progress.count).filter(({ outcome }) => outcome === "skipped").length;
  return skipped === 0 ? progress : { ...progress, skipped };
}

/** Up to the first `retry`, everything is dealt with. */
function readReceipts(shop: Shop, place: Place, range: LogRange, receipts: readonly Receipt[]): Progress {
  const deadLetters: NewDeadLetter[] = [];
  let upTo = place.seq;
  for (const [count, delivery] of range.deliveries.entries()) {
    const receipt = receipts[count];
    const attempts = count === 0 ? place.attempts : 1;
    if (receipt === undefined || receipt.outcome === "retry") {
      const waitMs = receipt?.afterMs ?? SOON_MS;
      if (receipt?.afterMs !== undefined) {
        shop.breaker.hold(waitMs);
        return { ...NOTHING, upTo, count, deadLetters, waitMs };
      }
      if (count > 0 || !isHopeless(place)) {
        return { ...NOTHING, upTo, count, deadLetters, waitMs, endsAs: "failed" };
      }
      return leftBehind(delivery, {
        class: "transient",
        reason: receipt?.reason ?? "the store gave no receipt",
        attempts,
      });
    }
    if (receipt.outcome === "rejected") {
      deadLetters.push(letterOf(delivery, { class: "bad-record", reason: receipt.reason ?? "rejected", attempts }));
    }
    upTo = delivery.seq;
  }
  return { ...NOTHING, upTo: range.upTo, count: range.deliveries.length, deadLetters, waitMs: null };
}

/** The Store failed as a whole, unless it is the same record each time while others go through. */
function afterFailure(shop: Shop, place: Place, first: Delivery, error: StoreError): Progress {
  if (error.failure === "transient" && isHopeless(place)) {
    return leftBehind(first, { class: "transient", reason: error.message, attempts: place.attempts });
  }
  const waitMs = shop.breaker.failed(error, place.attempts);
  const endsAs = error.failure === "transient" ? "failed" : "void";
  return { ...NOTHING, upTo: place.seq, waitMs, endsAs };
}

/** The first record goes to the dead letters, and the rest on at once. */
function leftBehind(delivery: Delivery, why: Pick<NewDeadLetter, "class" | "reason" | "attempts">): Progress {
  return { ...NOTHING, upTo: delivery.seq, count: 1, deadLetters: [letterOf(delivery, why)], waitMs: 0 };
}
