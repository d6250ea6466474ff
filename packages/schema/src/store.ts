import { z } from "zod";

import { jsonlStore, type JsonlStore } from "./stores/jsonl.ts";
import { kafkaStore, type KafkaStore } from "./stores/kafka.ts";
import { natsStore, type NatsStore } from "./stores/nats.ts";
import { postgresStore, type PostgresStore } from "./stores/postgres.ts";
import { rabbitmqStore, type RabbitmqStore } from "./stores/rabbitmq.ts";
import { redisStreamsStore, type RedisStreamsStore } from "./stores/redis-streams.ts";
import { sqliteStore, type SqliteStore } from "./stores/sqlite.ts";
import { webhookStore, type WebhookStore } from "./stores/webhook.ts";

/** A downstream destination (下游). */
export type Store =
  | JsonlStore
  | SqliteStore
  | PostgresStore
  | WebhookStore
  | KafkaStore
  | NatsStore
  | RabbitmqStore
  | RedisStreamsStore;

/** A Store as a config file writes it. */
export const storeSchema: z.ZodType<Store> = z.discriminatedUnion("type", [
  jsonlStore,
  sqliteStore,
  postgresStore,
  webhookStore,
  kafkaStore,
  natsStore,
  rabbitmqStore,
  redisStreamsStore,
]);
