import type { Delivery, RabbitmqStore, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";
import type { Message as Returned } from "amqplib";

import { BadRecordError, StoreError } from "../../errors.ts";
import { Ahead } from "../message/ahead.ts";
import { inLanes } from "../message/lanes.ts";
import { Line } from "../message/line.ts";
import { laneOf, seqOf, toMessage, type MadeMessage, type Message } from "../message/message.ts";
import { placeOf } from "../message/place.ts";
import { rejected } from "../message/receipts.ts";
import { subjectOf } from "../message/subject.ts";
import { connectRabbitmq, type RabbitmqLine } from "./rabbitmq-connection.ts";
import { rabbitmqError, UnroutableError } from "./rabbitmq-error.ts";

/** Messages on the way without a confirmation. */
const IN_FLIGHT = 128;
/** No server is set to take less in one message (16 MB by default since RabbitMQ 4, 128 MB before). */
const LARGE_CHARS = 250_000;

/**
 * A durable topic exchange of RabbitMQ; messages are persistent, and each is confirmed when its queues have it.
 * Articles go side by side, the revisions of one article one after the other. `message_id` is `articleId:revision`.
 */
export class RabbitmqExchange implements StoreAdapter {
  readonly #store: RabbitmqStore;
  readonly #line: Line<RabbitmqLine>;
  readonly #ahead = new Ahead();

  constructor(store: RabbitmqStore) {
    this.#store = store;
    const where = `${store.id}: ${placeOf(store.url)} ${store.exchange}`;
    this.#line = new Line({
      connect: () => connectRabbitmq(store),
      deadlineMs: store.timeoutMs,
      errorOf: (thrown) => rabbitmqError(where, store.url, thrown),
    });
  }

  async open(): Promise<void> {
    await this.#line.run(() => Promise.resolve());
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const made = batch.map((delivery) => toMessage(delivery, this.#store.body));
    const receipts: (Receipt | undefined)[] = made.map((one) => this.#ahead.take(seqOf(one), context) ?? undefined);
    try {
      for (const stretch of stretchesOf(made)) await this.#sendStretch(stretch, receipts, context?.signal);
      return receipts.filter((one) => one !== undefined);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return this.#ahead.giveBack(batch, receipts, error, context);
    }
  }

  async close(): Promise<void> {
    this.#ahead.clear();
    await this.#line.close();
  }

  /** A message that is too large closes the channel, and then only what was sent alone is known to be it. */
  async #sendStretch(
    stretch: readonly Placed[],
    receipts: (Receipt | undefined)[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await this.#line.run((line) => this.#sendAll(line, stretch, receipts), signal);
    } catch (error) {
      const [alone] = stretch;
      if (!(error instanceof BadRecordError) || alone === undefined || stretch.length > 1) throw error;
      receipts[alone.at] = rejected(seqOf(alone.made), error.message);
    }
  }

  /** Fills the receipts in that are not there yet. */
  async #sendAll(line: RabbitmqLine, stretch: readonly Placed[], receipts: (Receipt | undefined)[]): Promise<void> {
    const returned = new Set<unknown>();
    const onReturn = ({ properties }: Returned): void => void returned.add(properties.messageId);
    line.channel.on("return", onReturn);
    try {
      const sending = inLanes(
        stretch,
        ({ made }) => laneOf(made),
        IN_FLIGHT,
        async ({ made: one, at }) => {
          if (receipts[at] !== undefined) return;
          if (one.ok) await this.#send(line, one.message, returned);
          receipts[at] = one.ok ? { seq: one.message.seq, outcome: "stored" } : rejected(one.seq, one.reason);
        },
      );
      await Promise.race([sending, line.blocked]);
    } finally {
      line.channel.off("return", onReturn);
    }
  }

  async #send({ channel, trouble }: RabbitmqLine, message: Message, returned: ReadonlySet<unknown>): Promise<void> {
    const { exchange, routingKey, mandatory } = this.#store;
    const { id, revision, kind, contentHash, at, text } = message;
    const key = subjectOf(routingKey, message);
    await new Promise<void>((resolve, reject) => {
      const options = {
        persistent: true,
        mandatory,
        messageId: id,
        contentType: "application/json",
        contentEncoding: "utf-8",
        type: `caibian.article.${kind}`,
        timestamp: Math.floor(Date.parse(at) / 1000),
        headers: { revision, op: kind, ...(contentHash !== null && { contentHash }) },
      };
      channel.publish(exchange, key, Buffer.from(text), options, (error: unknown) => {
        if (error == null) resolve();
        else reject(trouble() ?? (error instanceof Error ? error : new Error("a message was refused (nack)")));
      });
    });
    // What comes back does so before it is confirmed.
    if (returned.has(id)) throw new UnroutableError(key);
  }
}

/** A message and its place in the batch. */
interface Placed {
  readonly at: number;
  readonly made: MadeMessage;
}

/** What may be under way at once: a message that may be too large goes alone. */
function stretchesOf(batch: readonly MadeMessage[]): readonly (readonly Placed[])[] {
  const stretches: Placed[][] = [];
  let open: Placed[] | null = null;
  for (const [at, made] of batch.entries()) {
    const isLarge = made.ok && made.message.text.length > LARGE_CHARS;
    if (open === null || isLarge) stretches.push((open = []));
    open.push({ at, made });
    if (isLarge) open = null;
  }
  return stretches;
}
