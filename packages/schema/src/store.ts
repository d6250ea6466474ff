import { z } from "zod";

import { refuseUnknownFields } from "./stores/base.ts";
import { elasticsearchStore, type ElasticsearchStore } from "./stores/elasticsearch.ts";
import { feedStore, type FeedStore } from "./stores/feed.ts";
import { jsonlStore, type JsonlStore } from "./stores/jsonl.ts";
import { kafkaStore, type KafkaStore } from "./stores/kafka.ts";
import { mysqlStore, type MysqlStore } from "./stores/mysql.ts";
import { natsStore, type NatsStore } from "./stores/nats.ts";
import { parquetStore, type ParquetStore } from "./stores/parquet.ts";
import { postgresStore, type PostgresStore } from "./stores/postgres.ts";
import { rabbitmqStore, type RabbitmqStore } from "./stores/rabbitmq.ts";
import { redisStreamsStore, type RedisStreamsStore } from "./stores/redis-streams.ts";
import { s3Store, type S3Store } from "./stores/s3.ts";
import { sqliteStore, type SqliteStore } from "./stores/sqlite.ts";
import { webhookStore, type WebhookStore } from "./stores/webhook.ts";

/** A downstream destination (下游). */
export type Store =
  | JsonlStore
  | ParquetStore
  | S3Store
  | FeedStore
  | SqliteStore
  | PostgresStore
  | MysqlStore
  | ElasticsearchStore
  | WebhookStore
  | KafkaStore
  | NatsStore
  | RabbitmqStore
  | RedisStreamsStore;

/** A Store as a config file writes it. */
export const storeSchema: z.ZodType<Store> = z
  .discriminatedUnion("type", [
    jsonlStore,
    parquetStore,
    s3Store,
    feedStore,
    sqliteStore,
    postgresStore,
    mysqlStore,
    elasticsearchStore,
    webhookStore,
    kafkaStore,
    natsStore,
    rabbitmqStore,
    redisStreamsStore,
  ])
  .superRefine(refuseUnknownFields);
