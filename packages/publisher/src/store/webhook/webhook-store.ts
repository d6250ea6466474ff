import type { Delivery, Receipt, StoreAdapter, WebhookStore, WriteContext } from "@caibian/schema";
import { Webhook } from "standardwebhooks";

import { StoreThrottledError, type StoreError } from "../../errors.ts";
import { recordText } from "../record-text.ts";
import { judgeAnswer, judgeFailure, type Verdict } from "./answer.ts";
import type { Poster } from "./poster.ts";

/** What a webhook Store is opened with. */
export interface WebhookDoors {
  readonly client: Poster;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * One signed POST a Delivery (Standard Webhooks), in order. At least once: a batch that was cut off by a crash comes
 * again with the same `webhook-id`, `articleId:revision`.
 */
export class WebhookReceiver implements StoreAdapter {
  readonly #store: Pick<WebhookStore, "id" | "url" | "secret" | "timeoutMs">;
  readonly #doors: WebhookDoors;
  readonly #signer: Webhook | null;

  constructor(store: Pick<WebhookStore, "id" | "url" | "secret" | "timeoutMs">, doors: WebhookDoors) {
    this.#store = store;
    this.#doors = doors;
    this.#signer = store.secret === null ? null : new Webhook(store.secret);
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    for (const delivery of batch) {
      const verdict = await this.#send(delivery, context?.signal);
      if (verdict.kind === "failed") return giveBack(batch, receipts, verdict.error);
      receipts.push(
        verdict.kind === "taken"
          ? { seq: delivery.seq, outcome: "stored" }
          : { seq: delivery.seq, outcome: "rejected", reason: verdict.reason },
      );
    }
    return receipts;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #send(delivery: Delivery, signal: AbortSignal | undefined): Promise<Verdict> {
    const record = recordText(delivery);
    if (!record.ok) return { kind: "refused", reason: record.reason };
    const where = `${this.#store.id}: ${this.#store.url}`;
    const id = `${delivery.articleId}:${String(delivery.revision)}`;
    const body = eventText(id, delivery, record.text);
    const now = this.#doors.now();
    try {
      const answer = await this.#doors.client.post(this.#store.url, {
        headers: this.#headers(id, now, body),
        body,
        deadlineMs: this.#store.timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      return judgeAnswer(where, answer, now);
    } catch (error) {
      return { kind: "failed", error: judgeFailure(where, error) };
    }
  }

  #headers(id: string, nowMs: number, body: string): Readonly<Record<string, string>> {
    const plain = {
      "content-type": "application/cloudevents+json; charset=utf-8",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(nowMs / 1000)),
    };
    if (this.#signer === null) return plain;
    return { ...plain, "webhook-signature": this.#signer.sign(id, new Date(nowMs), body) };
  }
}

/** A CloudEvents 1.0 event in structured mode. The record is text already: it is not made twice. */
function eventText(id: string, delivery: Delivery, record: string): string {
  const event = {
    specversion: "1.0",
    id,
    type: `caibian.article.${delivery.op}`,
    source: "urn:caibian",
    subject: delivery.articleId,
    time: delivery.at,
    datacontenttype: "application/json",
  };
  return `${JSON.stringify(event).slice(0, -1)},"data":${record}}`;
}

/** What was sent before the failure counts; the rest comes again. Nothing sent: the failure speaks for itself. */
function giveBack(batch: readonly Delivery[], done: readonly Receipt[], error: StoreError): readonly Receipt[] {
  if (done.length === 0) throw error;
  const wait = error instanceof StoreThrottledError ? { afterMs: error.afterMs } : {};
  const rest = batch.slice(done.length);
  return [...done, ...rest.map((one): Receipt => ({ seq: one.seq, outcome: "retry", reason: error.message, ...wait }))];
}
