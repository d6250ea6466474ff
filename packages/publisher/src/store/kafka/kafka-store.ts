import type { Delivery, KafkaStore, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";
import { CompressionTypes, type Message as KafkaMessage, type Producer } from "kafkajs";

import { StoreError } from "../../errors.ts";
import { Ahead } from "../message/ahead.ts";
import { inLanes } from "../message/lanes.ts";
import { Line } from "../message/line.ts";
import { seqOf, toMessage, type MadeMessage, type Message } from "../message/message.ts";
import { rejected } from "../message/receipts.ts";
import { connectKafka, type KafkaLine } from "./kafka-connection.ts";
import { kafkaError } from "./kafka-error.ts";
import { planSends, type Placed } from "./sends.ts";

const ALL_REPLICAS = -1;
/** Partitions that are sent to at once. */
const IN_FLIGHT = 16;

/**
 * A topic of Kafka. The key is the article's id, so that an article stays in one partition and in order; the value is
 * the record. Every send is to one partition and acknowledged by all its replicas in sync: kafkajs tells of a refusal in
 * one partition and not of what the others took, and a batch that is sent again would double them.
 */
export class KafkaTopic implements StoreAdapter {
  readonly #store: KafkaStore;
  readonly #where: string;
  readonly #ahead = new Ahead();
  readonly #line: Line<KafkaLine>;

  constructor(store: KafkaStore) {
    this.#store = store;
    this.#where = `${store.id}: ${store.brokers.join(",")} ${store.topic}`;
    this.#line = new Line({
      connect: () => connectKafka(store),
      deadlineMs: store.timeoutMs,
      errorOf: (thrown) => kafkaError(this.#where, store.topic, thrown),
    });
  }

  async open(): Promise<void> {
    await this.#line.run(() => Promise.resolve());
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const made = batch.map((delivery) => toMessage(delivery, this.#store.body));
    const receipts = made.map(
      (one) => this.#ahead.take(seqOf(one), context) ?? (one.ok ? undefined : rejected(one.seq, one.reason)),
    );
    try {
      if (receipts.includes(undefined))
        await this.#line.run((line) => this.#sendAll(line, made, receipts), context?.signal);
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

  /** Fills the receipts in that are not there yet. */
  async #sendAll(
    { producer, partitions }: KafkaLine,
    made: readonly MadeMessage[],
    receipts: (Receipt | undefined)[],
  ): Promise<void> {
    const { topic } = this.#store;
    const send = (placed: readonly Placed[]): Promise<void> =>
      this.#send(producer, placed, ({ at, seq }, why) => {
        receipts[at] = why === null ? { seq, outcome: "stored" } : rejected(seq, why);
      });
    const waiting = made.flatMap((one, at): readonly Placed[] =>
      one.ok && receipts[at] === undefined ? [{ at, seq: one.message.seq, message: this.#toKafka(one.message) }] : [],
    );
    // The first of a connection goes alone: the producer tells of the partitions as it sends.
    const [first] = waiting;
    const isFirst = first !== undefined && partitions.of(topic, first.message) === null;
    if (isFirst) await send([first]);
    const sends = planSends(isFirst ? waiting.slice(1) : waiting, (message) => partitions.of(topic, message));
    await inLanes(
      sends,
      ({ partition }) => String(partition),
      IN_FLIGHT,
      ({ placed }) => send(placed),
    );
  }

  /**
   * What goes to one partition is there as a whole or not at all, so that a refusal may be cut in two until the bad
   * record stands alone, and nothing is sent twice.
   */
  async #send(
    producer: Producer,
    placed: readonly Placed[],
    settle: (one: Placed, refusedWhy: string | null) => void,
  ): Promise<void> {
    const { topic, compression, timeoutMs } = this.#store;
    try {
      await producer.send({
        topic,
        messages: placed.map((one) => one.message),
        acks: ALL_REPLICAS,
        timeout: timeoutMs,
        compression: compression === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
      });
      for (const one of placed) settle(one, null);
    } catch (error) {
      const failure = kafkaError(this.#where, topic, error);
      const [alone] = placed;
      if (failure.failure !== "bad-record" || alone === undefined) throw failure;
      if (placed.length === 1) return settle(alone, failure.message);
      const middle = Math.ceil(placed.length / 2);
      await this.#send(producer, placed.slice(0, middle), settle);
      await this.#send(producer, placed.slice(middle), settle);
    }
  }

  #toKafka({ id, articleId, revision, kind, contentHash, text }: Message): KafkaMessage {
    const isTombstone = kind === "withdraw" || kind === "takedown";
    return {
      key: articleId,
      value: isTombstone && this.#store.tombstones === "null" ? null : text,
      headers: { id, revision: String(revision), op: kind, ...(contentHash !== null && { contentHash }) },
    };
  }
}
