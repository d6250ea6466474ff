import type { KafkaStore } from "@caibian/schema";
import { Kafka, logLevel, type Producer, type SASLOptions } from "kafkajs";

import type { Connection } from "../message/line.ts";
import { Partitions } from "./partitions.ts";
import { SocketGate } from "./socket-gate.ts";

const CONNECT_MS = 3_000;
/** A send that fails is the delivery's to repeat: the library's own tries would double what it cannot know arrived. */
const RETRY = { retries: 0 } as const;
/** The idempotent producer is not used: it needs a right on the cluster, and the mock cluster cannot show it work. */
const IDEMPOTENT = false;

/** A producer, and where its messages go. */
export interface KafkaLine {
  readonly producer: Producer;
  readonly partitions: Partitions;
}

/** Connects a producer whose sockets are ours to close. */
export function connectKafka(store: KafkaStore): Connection<KafkaLine> {
  const gate = new SocketGate();
  const partitions = new Partitions();
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
    createPartitioner: partitions.partitioner,
    retry: RETRY,
  });
  return {
    ready: producer.connect().then(() => ({ producer, partitions })),
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
