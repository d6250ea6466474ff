import type { ArticleLog, DeadLetter, DeadLetterFilter, Delivery, Receipt } from "@caibian/schema";

import { PublishError, StoreError } from "../errors.ts";
import { letterPages } from "./letter-pages.ts";
import { asStoreError, type Shop } from "./shop.ts";
import { writeBatch } from "./write-batch.ts";

/** What became of dead letters that were sent again. */
export interface ReplayReport {
  /** Taken now, or superseded at the Store by something newer. */
  readonly delivered: number;
  /** No more: the article is gone from the ledger. */
  readonly gone: number;
  /** Refused once more; they stay. */
  readonly refused: readonly { readonly id: number; readonly reason: string }[];
  /** Not tried: their Store failed meanwhile. */
  readonly waiting: readonly { readonly id: number; readonly reason: string }[];
}

/** Sends dead letters again, at their articles' current revision. A Store that fails keeps only its own waiting. */
export async function replayLetters(
  log: ArticleLog,
  shops: ReadonlyMap<string, Shop>,
  filter: DeadLetterFilter,
  signal: AbortSignal,
): Promise<ReplayReport> {
  let delivered = 0;
  let gone = 0;
  const refused: { id: number; reason: string }[] = [];
  const waiting: { id: number; reason: string }[] = [];
  const failed = new Map<string, string>();
  for await (const page of letterPages(log, filter)) for (const letter of page) await send(letter);
  return { delivered, gone, refused, waiting };

  async function send(letter: DeadLetter): Promise<void> {
    signal.throwIfAborted();
    // Should it bring this process down as well, the next one must not find it asked for again.
    if (letter.class === "crash") await log.clearAsked([letter.id]);
    const delivery = await log.deadDelivery(letter.id);
    if (delivery === null) gone++;
    else {
      const receipt = failed.has(letter.storeId) ? null : await tryWrite(shops, letter, delivery, signal);
      if (receipt === null || receipt instanceof PublishError) {
        if (receipt !== null) failed.set(letter.storeId, receipt.message);
        waiting.push({ id: letter.id, reason: failed.get(letter.storeId) ?? "" });
        return;
      }
      if (receipt === undefined || receipt.outcome === "rejected" || receipt.outcome === "retry") {
        refused.push({ id: letter.id, reason: receipt?.reason ?? "the store gave no receipt" });
        return;
      }
      delivered++;
    }
    await log.dropDeadLetters([letter.id]);
  }
}

/** What the Store said of it, or why the Store could not be asked. */
async function tryWrite(
  shops: ReadonlyMap<string, Shop>,
  letter: DeadLetter,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Receipt | PublishError | undefined> {
  try {
    const [receipt] = await writeBatch(await adapterFor(shops, letter), [delivery], { replay: true, signal });
    return receipt;
  } catch (error) {
    if (error instanceof PublishError) return error;
    throw error;
  }
}

async function adapterFor(shops: ReadonlyMap<string, Shop>, letter: DeadLetter): ReturnType<Shop["adapter"]> {
  const shop = shops.get(letter.storeId);
  if (shop === undefined) {
    throw new PublishError({
      code: "E_STORE_UNKNOWN",
      what: "a dead letter's store is not configured",
      where: letter.storeId,
      next: "add the store again, or drop its dead letters",
    });
  }
  try {
    return await shop.adapter();
  } catch (error) {
    throw error instanceof StoreError ? error : asStoreError(shop.id, error);
  }
}
