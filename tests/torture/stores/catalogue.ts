import { startElasticsearchStore } from "./elasticsearch.ts";
import { startJsonlStore } from "./jsonl.ts";
import { startKafkaStore } from "./kafka.ts";
import { startPostgresStore } from "./postgres.ts";
import { startRedisStreamsStore } from "./redis-streams.ts";
import { startSqliteStore } from "./sqlite.ts";
import type { StartStore } from "./tested-store.ts";
import { startWebhookStore } from "./webhook.ts";

/** Every kind of Store that the run delivers to: keyed, file and message ones. */
export const STORES: readonly StartStore[] = [
  startPostgresStore,
  startSqliteStore,
  startJsonlStore,
  startElasticsearchStore,
  startWebhookStore,
  startRedisStreamsStore,
  startKafkaStore,
];
