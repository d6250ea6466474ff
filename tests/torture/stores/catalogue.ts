import { startElasticsearchStore } from "./elasticsearch.ts";
import { startFeedStore } from "./feed.ts";
import { startJsonlStore } from "./jsonl.ts";
import { startKafkaStore } from "./kafka.ts";
import { startMysqlStore } from "./mysql.ts";
import { startNatsStore } from "./nats.ts";
import { startParquetStore } from "./parquet.ts";
import { startPostgresStore } from "./postgres.ts";
import { startRabbitmqStore } from "./rabbitmq.ts";
import { startRedisStreamsStore } from "./redis-streams.ts";
import { startS3Store } from "./s3.ts";
import { startSqliteStore } from "./sqlite.ts";
import type { StartStore } from "./tested-store.ts";
import { startWebhookStore } from "./webhook.ts";

/** Every kind of Store there is: keyed, file and message ones. */
export const STORES: readonly StartStore[] = [
  startPostgresStore,
  startSqliteStore,
  startMysqlStore,
  startElasticsearchStore,
  startJsonlStore,
  startParquetStore,
  startS3Store,
  startFeedStore,
  startWebhookStore,
  startRedisStreamsStore,
  startKafkaStore,
  startNatsStore,
  startRabbitmqStore,
];
