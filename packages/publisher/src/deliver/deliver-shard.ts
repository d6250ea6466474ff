import type { Cursor, Delivery, JobOutcome, LogRange, NewDeadLetter, Receipt } from "@caibian/schema";

import type { StoreError } from "../errors.ts";
import { asStoreError, type DeliverDoors, type Shop } from "./shop.ts";
import { writeBatch } from "./write-batch.ts";

/** Most characters of record text in one batch. */
const MAX_BATCH_BYTES = 4_000_000;
/** A record that fails this often, while the Store takes others, is bad. */
const MAX_ATTEMPTS = 8;
const SOON_MS = 1_000;

/** How far a batch went. */
interface Progress {
  readonly upTo: number;
  readonly deadLetters: readonly NewDeadLetter[];
  /** What stopped it before its end, in milliseconds to wait; null: nothing. */
  readonly waitMs: number | null;
}

const DONE: JobOutcome = { kind: "done" };

/**
 * Takes one shard of the log to one Store, batch by batch, until nothing is left or the Store wants time.
 * The cursor moves only after the Store's write is durable: a crash in between brings the same batch again.
 */
export async function deliverShard(
  shop: Shop,
  shard: number,
  doors: DeliverDoors,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const waitMs = shop.breaker.admit();
  if (waitMs > 0) return again(waitMs);
  try {
    for (;;) {
      if (signal.aborted) return again(0);
      const from = await doors.log.cursor(shop.id, shard);
      const range = await doors.log.read({ cursor: from, limit: shop.batchSize, maxBytes: MAX_BATCH_BYTES });
      if (range.upTo <= from.seq) return DONE;
      const progress = await takeRange(shop, from, range, doors, signal);
      if (progress.upTo > from.seq && (await doors.log.advance(from, progress.upTo, progress.deadLetters))) {
        tellProgress(shop.id, shard, progress, range, doors);
      }
      if (progress.waitMs !== null) return again(progress.waitMs);
      if (!range.more) return DONE;
    }
  } finally {
    shop.breaker.leave();
  }
}

async function takeRange(
  shop: Shop,
  from: Cursor,
  range: LogRange,
  doors: DeliverDoors,
  signal: AbortSignal,
): Promise<Progress> {
  const { deliveries, upTo } = range;
  const count = deliveries.length;
  if (count === 0) return { upTo, deadLetters: [], waitMs: null };
  const at = { storeId: shop.id, shard: from.shard, count, upTo };
  doors.report({ kind: "batch-read", ...at });
  let receipts: readonly Receipt[];
  try {
    receipts = await writeBatch(await shop.adapter(), deliveries, { replay: false, signal });
  } catch (error) {
    return afterFailure(shop, from, deliveries, asStoreError(shop.id, error), doors);
  }
  shop.breaker.succeeded();
  doors.report({ kind: "batch-written", ...at });
  return readReceipts(shop, from, range, receipts, doors);
}

/** Up to the first `retry`, everything is dealt with. */
function readReceipts(
  shop: Shop,
  from: Cursor,
  range: LogRange,
  receipts: readonly Receipt[],
  doors: DeliverDoors,
): Progress {
  const deadLetters: NewDeadLetter[] = [];
  let upTo = from.seq;
  for (const [i, delivery] of range.deliveries.entries()) {
    const receipt = receipts[i];
    const attempts = attemptsAt(shop, from.shard, delivery.seq) + 1;
    if (receipt === undefined || receipt.outcome === "retry") {
      const waitMs = receipt?.afterMs ?? SOON_MS;
      if (receipt?.afterMs !== undefined) {
        shop.breaker.hold(waitMs);
        return { upTo, deadLetters, waitMs };
      }
      const reason = receipt?.reason ?? "the store gave no receipt";
      if (!givesUp(shop, from.shard, delivery.seq, doors)) return { upTo, deadLetters, waitMs };
      deadLetters.push(letterOf(delivery, reason, attempts));
      return { upTo: delivery.seq, deadLetters, waitMs: 0 };
    }
    if (receipt.outcome === "rejected") deadLetters.push(letterOf(delivery, receipt.reason ?? "rejected", attempts));
    upTo = delivery.seq;
  }
  shop.stuck.delete(from.shard);
  return { upTo: range.upTo, deadLetters, waitMs: null };
}

/** The Store failed as a whole, unless it is the same record each time while others go through. */
function afterFailure(
  shop: Shop,
  from: Cursor,
  deliveries: readonly Delivery[],
  error: StoreError,
  doors: DeliverDoors,
): Progress {
  const [first] = deliveries;
  if (first !== undefined && error.failure === "transient" && givesUp(shop, from.shard, first.seq, doors)) {
    const attempts = MAX_ATTEMPTS;
    return { upTo: first.seq, deadLetters: [letterOf(first, error.message, attempts)], waitMs: 0 };
  }
  return {
    upTo: from.seq,
    deadLetters: [],
    waitMs: shop.breaker.failed(error, Math.max(attemptsAt(shop, from.shard, first?.seq ?? 0), 1)),
  };
}

/** Counts a failure of the record at which the shard stands; true when it is time to leave that record behind. */
function givesUp(shop: Shop, shard: number, seq: number, doors: DeliverDoors): boolean {
  const before = shop.stuck.get(shard);
  const stuck = before?.seq === seq ? before : { seq, attempts: 0, since: doors.now() };
  stuck.attempts++;
  shop.stuck.set(shard, stuck);
  if (stuck.attempts < MAX_ATTEMPTS || shop.breaker.succeededAt <= stuck.since) return false;
  shop.stuck.delete(shard);
  return true;
}

function attemptsAt(shop: Shop, shard: number, seq: number): number {
  const stuck = shop.stuck.get(shard);
  return stuck?.seq === seq ? stuck.attempts : 0;
}

function letterOf(delivery: Delivery, reason: string, attempts: number): NewDeadLetter {
  const { seq, articleId, revision, op } = delivery;
  return { seq, articleId, revision, op, reason, attempts };
}

function tellProgress(storeId: string, shard: number, progress: Progress, range: LogRange, doors: DeliverDoors): void {
  for (const { seq, articleId, reason } of progress.deadLetters) {
    doors.report({ kind: "dead-letter", storeId, shard, seq, articleId, reason });
  }
  const count = range.deliveries.filter((one) => one.seq <= progress.upTo).length;
  doors.report({ kind: "advanced", storeId, shard, count, upTo: progress.upTo });
}

function again(afterMs: number): JobOutcome {
  return { kind: "again", afterMs };
}
