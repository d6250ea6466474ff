import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { messageBase, type MessageBase } from "./message.ts";

/** A topic of Kafka. */
export interface KafkaStore extends StoreBase, MessageBase {
  readonly type: "kafka";
  /** `host:port` of some of the cluster's brokers. */
  readonly brokers: readonly string[];
  readonly topic: string;
  /** TLS with the system's certificate authorities. Default false. */
  readonly tls: boolean;
  /** Default null: no login. */
  readonly sasl: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  } | null;
  /** Asks the broker to make a missing topic, where it is set to (`auto.create.topics.enable`). Default false. */
  readonly createTopic: boolean;
  /** What a withdrawal is: `record`, a value with status `withdrawn`; `null`, for compacted topics. Default record. */
  readonly tombstones: "record" | "null";
  /** Default gzip. */
  readonly compression: "none" | "gzip";
}

/** A kafka Store as a config file writes it. */
export const kafkaStore: z.ZodType<KafkaStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  ...messageBase,
  type: z.literal("kafka"),
  brokers: z
    .array(z.string().regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, "a broker is host:port"))
    .min(1),
  topic: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,249}$/, "a topic name is letters, digits, . _ -")
    .default("caibian.articles"),
  tls: z.boolean().default(false),
  sasl: z
    .strictObject({
      mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]),
      username: z.string().min(1),
      password: z.string(),
    })
    .nullable()
    .default(null),
  createTopic: z.boolean().default(false),
  tombstones: z.enum(["record", "null"]).default("record"),
  compression: z.enum(["none", "gzip"]).default("gzip"),
});
