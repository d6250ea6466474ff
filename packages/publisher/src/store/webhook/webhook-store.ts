import { createHash } from "node:crypto";

import type { Delivery, Receipt, StoreAdapter, WebhookStore, WriteContext } from "@caibian/schema";

import { BadRecordError, StoreError } from "../../errors.ts";
import { httpFailure } from "../http-failure.ts";
import { Ahead } from "../message/ahead.ts";
import { inLanes } from "../message/lanes.ts";
import { laneOf, seqOf, toMessage, type MadeMessage, type Message } from "../message/message.ts";
import { placeOf } from "../message/place.ts";
import { rejected, sendable, takenReceipts } from "../message/receipts.ts";
import { judgeAnswer, RECEIVER, type Verdict } from "./answer.ts";
import { CLOUD_EVENT, CLOUD_EVENTS, eventText } from "./cloud-event.ts";
import type { Poster } from "./poster.ts";
import { Refusals } from "./refusals.ts";
import { Signer } from "./signer.ts";

/** What a webhook Store is opened with. */
export interface WebhookDoors {
  readonly client: Poster;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Signed POSTs (Standard Webhooks) of CloudEvents: one a Delivery, or one a batch. At least once, in order per article:
 * what was cut off by a crash comes again with the same `webhook-id` and event id, `articleId:revision`.
 */
export class WebhookReceiver implements StoreAdapter {
  readonly #store: WebhookStore;
  readonly #doors: WebhookDoors;
  readonly #signer: Signer;
  readonly #where: string;
  readonly #ahead = new Ahead();
  readonly #refusals: Refusals;

  constructor(store: WebhookStore, doors: WebhookDoors) {
    this.#store = store;
    this.#doors = doors;
    this.#signer = new Signer(store.secret);
    this.#where = `${store.id}: ${placeOf(store.url)}`;
    this.#refusals = new Refusals(this.#where);
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const made = batch.map((delivery) => toMessage(delivery, this.#store.body));
    return this.#store.batch ? this.#writeAtOnce(made, context) : this.#writeEach(batch, made, context);
  }

  close(): Promise<void> {
    this.#ahead.clear();
    return Promise.resolve();
  }

  async #writeEach(
    batch: readonly Delivery[],
    made: readonly MadeMessage[],
    context: WriteContext | undefined,
  ): Promise<readonly Receipt[]> {
    const receipts: (Receipt | undefined)[] = made.map(() => undefined);
    try {
      await inLanes(made, laneOf, this.#store.concurrency, async (one, i) => {
        receipts[i] = this.#ahead.take(seqOf(one), context) ?? (await this.#receiptOf(one, batch, context));
      });
      return receipts.filter((one) => one !== undefined);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return this.#ahead.giveBack(batch, receipts, error, context);
    }
  }

  async #receiptOf(one: MadeMessage, batch: object, context: WriteContext | undefined): Promise<Receipt> {
    if (!one.ok) return rejected(one.seq, one.reason);
    const { seq, id } = one.message;
    const verdict = await this.#post(id, CLOUD_EVENT, eventText(one.message, this.#store), context?.signal);
    if (verdict.kind === "failed") throw verdict.error;
    this.#note(verdict, batch, context);
    return verdict.kind === "taken" ? { seq, outcome: "stored" } : rejected(seq, verdict.reason);
  }

  async #writeAtOnce(made: readonly MadeMessage[], context: WriteContext | undefined): Promise<readonly Receipt[]> {
    const messages = sendable(made);
    if (messages.length > 0) {
      const body = `[${messages.map((one) => eventText(one, this.#store)).join(",")}]`;
      const verdict = await this.#post(batchId(messages), CLOUD_EVENTS, body, context?.signal);
      if (verdict.kind === "failed") throw verdict.error;
      if (verdict.kind === "taken" || messages.length === 1) this.#note(verdict, messages, context);
      if (verdict.kind === "refused") {
        // Whoever called cuts the batch in two until the bad one stands alone.
        throw new BadRecordError({
          code: "E_RECORD",
          what: "the receiver refuses a record",
          where: this.#where,
          why: verdict.reason,
          next: "see what the receiver says of it, then replay it",
        });
      }
    }
    return takenReceipts(made);
  }

  /** Dead letters are sent again one by one, and were refused before: they say nothing of the others. */
  #note(verdict: Exclude<Verdict, { kind: "failed" }>, batch: object, context: WriteContext | undefined): void {
    if (verdict.kind === "taken") this.#refusals.reset();
    else if (context?.replay !== true) this.#refusals.count(batch, verdict.status);
  }

  async #post(id: string, type: string, body: string, signal: AbortSignal | undefined): Promise<Verdict> {
    const { url, headers, timeoutMs } = this.#store;
    const now = this.#doors.now();
    try {
      const answer = await this.#doors.client.post(url, {
        headers: { ...headers, "content-type": type, ...this.#signer.headers(id, now, body) },
        body,
        deadlineMs: timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      return judgeAnswer(this.#where, answer, now);
    } catch (error) {
      return { kind: "failed", error: httpFailure(RECEIVER, this.#where, url, error) };
    }
  }
}

/** The same for the same events. */
function batchId(messages: readonly Message[]): string {
  const ids = messages.map((one) => one.id);
  if (ids.length === 1) return ids.join("");
  return `batch:${createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, 32)}`;
}
