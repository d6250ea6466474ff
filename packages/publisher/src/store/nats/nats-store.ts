import type { Delivery, NatsStore, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";
import { headers, type MsgHdrs } from "@nats-io/transport-node";

import type { StoreError } from "../../errors.ts";
import { inLanes } from "../message/lanes.ts";
import { Line } from "../message/line.ts";
import { laneOf, toMessage, type Message } from "../message/message.ts";
import { placeOf } from "../message/place.ts";
import { rejected } from "../message/receipts.ts";
import { subjectOf } from "../message/subject.ts";
import { connectNats, type NatsLine } from "./nats-connection.ts";
import { natsError } from "./nats-error.ts";

/** Messages on the way without an answer. */
const IN_FLIGHT = 128;
/** What headers and subject may add to a record, in bytes. */
const ENVELOPE_BYTES = 1_024;

/**
 * A stream of NATS JetStream; each message is acknowledged when the stream has it. `Nats-Msg-Id` is
 * `articleId:revision`, so that the server drops what comes again within the stream's `duplicate_window` (two minutes
 * unless it was made otherwise). Articles go side by side, the revisions of one article one after the other.
 */
export class NatsStream implements StoreAdapter {
  readonly #store: NatsStore;
  readonly #errorOf: (thrown: unknown) => StoreError;
  readonly #line: Line<NatsLine>;

  constructor(store: NatsStore) {
    this.#store = store;
    const where = `${store.id}: ${placeOf(store.url)} ${store.stream}`;
    this.#errorOf = (thrown) => natsError(where, store.url, thrown);
    this.#line = new Line({
      connect: () => connectNats(store),
      deadlineMs: store.timeoutMs,
      errorOf: this.#errorOf,
    });
  }

  async open(): Promise<void> {
    await this.#line.run(() => Promise.resolve());
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    const made = batch.map((delivery) => toMessage(delivery, this.#store.body));
    const send = async (line: NatsLine): Promise<void> => {
      const limit = (line.connection.info?.max_payload ?? Infinity) - ENVELOPE_BYTES;
      await inLanes(made, laneOf, IN_FLIGHT, async (one, i) => {
        receipts[i] = one.ok
          ? await this.#publish(line, one.message, limit, context?.repair === true)
          : rejected(one.seq, one.reason);
      });
    };
    await this.#line.run(send, context?.signal);
    return receipts;
  }

  async close(): Promise<void> {
    await this.#line.close();
  }

  async #publish({ stream }: NatsLine, message: Message, limit: number, isRepair: boolean): Promise<Receipt> {
    const { seq, id, text } = message;
    const payload = Buffer.from(text);
    if (payload.length > limit) {
      return rejected(seq, `${String(payload.length)} bytes, more than the server's max_payload lets through`);
    }
    try {
      const answer = await stream.publish(subjectOf(this.#store.subject, message), payload, {
        // A repair is to be taken although it was there.
        ...(!isRepair && { msgID: id }),
        headers: headersOf(message),
        expect: { streamName: this.#store.stream },
        timeout: this.#store.timeoutMs,
      });
      return { seq, outcome: answer.duplicate ? "stale" : "stored" };
    } catch (error) {
      const failure = this.#errorOf(error);
      // Each message has its own answer: a batch that is cut in two for one of them sends the others again.
      if (failure.failure === "bad-record") return rejected(seq, failure.message);
      throw failure;
    }
  }
}

function headersOf({ id, revision, kind, contentHash }: Message): MsgHdrs {
  const named = headers();
  named.set("Caibian-Id", id);
  named.set("Caibian-Revision", String(revision));
  named.set("Caibian-Op", kind);
  if (contentHash !== null) named.set("Caibian-Content-Hash", contentHash);
  return named;
}
