import type { Delivery, KafkaStore, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";
import {
  CompressionTypes,
  Kafka,
  logLevel,
  Partitioners,
  type Message as KafkaMessage,
  type Producer,
  type SASLOptions,
} from "kafkajs";

import { toMessage, type Message } from "../message/message.ts";
import { sendable, takenReceipts } from "../message/receipts.ts";
import { within } from "../message/within.ts";
import { kafkaError } from "./kafka-error.ts";
import { SocketGate } from "./socket-gate.ts";
import { Turns } from "./turns.ts";

const CONNECT_MS = 3_000;
/** A send that fails is the delivery's to repeat: the library's own tries would double what it cannot know arrived. */
const RETRY = { retries: 0 } as const;
/** The idempotent producer is not used: it needs a right on the cluster, and the mock cluster cannot show it work. */
const IDEMPOTENT = false;
const ALL_REPLICAS = -1;

/** One producer and the sockets under it. */
interface Line {
  readonly producer: Producer;
  readonly gate: SocketGate;
}

/**
 * A topic of Kafka. The key is the article's id, so that an article stays in one partition and in order; the value is
 * the record. Every send is acknowledged by all replicas in sync.
 *
 * One batch is under way at a time, and the connections are thrown away after any failure, so that a batch that was
 * given up cannot arrive behind its repetition, and at most that one batch is there twice.
 */
export class KafkaTopic implements StoreAdapter {
  readonly #store: KafkaStore;
  readonly #where: string;
  readonly #turns = new Turns();
  #line: Line | null = null;

  constructor(store: KafkaStore) {
    this.#store = store;
    this.#where = `${store.id}: ${store.brokers.join(",")} ${store.topic}`;
  }

  async open(): Promise<void> {
    await this.#turns.take(() => this.#bounded(async () => void (await this.#connected())));
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const made = batch.map((delivery) => toMessage(delivery, this.#store.body));
    const messages = sendable(made).map((one) => this.#toKafka(one));
    if (messages.length > 0) {
      await this.#turns.take(() => this.#bounded(() => this.#send(messages), context?.signal));
    }
    return takenReceipts(made);
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  async #send(messages: KafkaMessage[]): Promise<void> {
    const { topic, compression, timeoutMs } = this.#store;
    await (
      await this.#connected()
    ).send({
      topic,
      messages,
      acks: ALL_REPLICAS,
      timeout: timeoutMs,
      compression: compression === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
    });
  }

  /** Within the Store's time, or with nothing of it left to arrive later. */
  async #bounded(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    try {
      await within(work(), this.#store.timeoutMs, signal);
    } catch (error) {
      await this.#drop();
      throw kafkaError(this.#where, this.#store.topic, error);
    }
  }

  async #connected(): Promise<Producer> {
    if (this.#line !== null) return this.#line.producer;
    const line = makeLine(this.#store);
    this.#line = line;
    await line.producer.connect();
    return line.producer;
  }

  async #drop(): Promise<void> {
    const line = this.#line;
    this.#line = null;
    if (line === null) return;
    line.gate.close();
    await line.producer.disconnect();
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

function makeLine(store: KafkaStore): Line {
  const gate = new SocketGate();
  const kafka = new Kafka({
    clientId: `caibian-${store.id}`,
    brokers: [...store.brokers],
    ssl: store.tls,
    ...(store.sasl !== null && { sasl: saslOf(store.sasl) }),
    connectionTimeout: CONNECT_MS,
    authenticationTimeout: CONNECT_MS,
    requestTimeout: store.timeoutMs,
    retry: RETRY,
    socketFactory: gate.factory,
    // What goes wrong comes as an error; the library's own lines are not ours.
    logLevel: logLevel.NOTHING,
    logCreator: () => () => undefined,
  });
  const producer = kafka.producer({
    idempotent: IDEMPOTENT,
    allowAutoTopicCreation: store.createTopic,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: RETRY,
  });
  return { producer, gate };
}

/** kafkajs tells the mechanisms apart by type. */
function saslOf({ mechanism, username, password }: NonNullable<KafkaStore["sasl"]>): SASLOptions {
  switch (mechanism) {
    case "plain":
      return { mechanism, username, password };
    case "scram-sha-256":
      return { mechanism, username, password };
    case "scram-sha-512":
      return { mechanism, username, password };
    default:
      return mechanism satisfies never;
  }
}
