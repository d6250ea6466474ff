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

import { Line, type Connection } from "../message/line.ts";
import { toMessage, type Message } from "../message/message.ts";
import { sendable, takenReceipts } from "../message/receipts.ts";
import { kafkaError } from "./kafka-error.ts";
import { SocketGate } from "./socket-gate.ts";

const CONNECT_MS = 3_000;
/** A send that fails is the delivery's to repeat: the library's own tries would double what it cannot know arrived. */
const RETRY = { retries: 0 } as const;
/** The idempotent producer is not used: it needs a right on the cluster, and the mock cluster cannot show it work. */
const IDEMPOTENT = false;
const ALL_REPLICAS = -1;

/**
 * A topic of Kafka. The key is the article's id, so that an article stays in one partition and in order; the value is
 * the record. Every send is acknowledged by all replicas in sync.
 */
export class KafkaTopic implements StoreAdapter {
  readonly #store: KafkaStore;
  readonly #line: Line<Producer>;

  constructor(store: KafkaStore) {
    this.#store = store;
    const where = `${store.id}: ${store.brokers.join(",")} ${store.topic}`;
    this.#line = new Line({
      connect: () => connectProducer(store),
      deadlineMs: store.timeoutMs,
      errorOf: (thrown) => kafkaError(where, store.topic, thrown),
    });
  }

  async open(): Promise<void> {
    await this.#line.run(() => Promise.resolve());
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const { topic, body, compression, timeoutMs } = this.#store;
    const made = batch.map((delivery) => toMessage(delivery, body));
    const messages = sendable(made).map((one) => this.#toKafka(one));
    const sent = {
      topic,
      messages,
      acks: ALL_REPLICAS,
      timeout: timeoutMs,
      compression: compression === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
    };
    if (messages.length > 0) await this.#line.run((producer) => producer.send(sent), context?.signal);
    return takenReceipts(made);
  }

  async close(): Promise<void> {
    await this.#line.close();
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

function connectProducer(store: KafkaStore): Connection<Producer> {
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
  return {
    ready: producer.connect().then(() => producer),
    end: () => {
      gate.close();
      return producer.disconnect();
    },
  };
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
