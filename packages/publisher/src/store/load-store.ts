import { faultOfServerUrl, messageOf, type Store, type StoreAdapter } from "@caibian/schema";

import { StoreMisconfiguredError } from "../errors.ts";
import type { Requester } from "./elasticsearch/requester.ts";
import { missingPackage } from "./missing-package.ts";
import type { Poster } from "./webhook/poster.ts";

/** What Stores may need of the world outside. */
export interface StoreDoors {
  /** For webhooks and search indexes (which need its `request`): the guarded HTTP client. */
  readonly client?: (Poster & Partial<Requester>) | undefined;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * The adapter of a configured Store; its client library is loaded here, at first use. It touches nothing before its
 * `open`. Throws StoreMisconfiguredError when the library is not installed, or the Store's URL cannot be read.
 */
export async function loadStore(store: Store, doors: StoreDoors = {}): Promise<StoreAdapter> {
  refuseWrongUrl(store);
  try {
    return await load(store, doors);
  } catch (error) {
    const missing = missingPackage(error);
    if (missing === null) throw error;
    throw new StoreMisconfiguredError({
      code: "E_STORE_PACKAGE",
      what: `a store of type ${store.type} needs the package ${missing}`,
      where: store.id,
      why: messageOf(error),
      next: `npm install ${missing}`,
      cause: error,
    });
  }
}

async function load(store: Store, doors: StoreDoors): Promise<StoreAdapter> {
  switch (store.type) {
    case "feed":
      return new (await import("./feed/feed-store.ts")).FeedFolder(store, doors.now);
    case "jsonl":
      return new (await import("./jsonl/jsonl-store.ts")).JsonlFile(store, doors.now);
    case "parquet":
      return new (await import("./parquet/parquet-store.ts")).ParquetFolder(store);
    case "s3":
      return new (await import("./s3/s3-store.ts")).S3Dataset(store, doors.now);
    case "sqlite":
      return new (await import("./keyed/sqlite-store.ts")).SqliteTable(store);
    case "postgres":
      return new (await import("./keyed/postgres-store.ts")).PostgresTable(store);
    case "mysql":
      return new (await import("./keyed/mysql-store.ts")).MysqlTable(store);
    case "elasticsearch":
    case "opensearch": {
      const request = doors.client?.request?.bind(doors.client);
      if (request === undefined) throw noClient(store);
      return new (await import("./elasticsearch/search-index.ts")).SearchIndex(store, { request });
    }
    case "webhook": {
      const { client, now = Date.now } = doors;
      if (client === undefined) throw noClient(store);
      return new (await import("./webhook/webhook-store.ts")).WebhookReceiver(store, { client, now });
    }
    case "kafka":
      return new (await import("./kafka/kafka-store.ts")).KafkaTopic(store);
    case "nats":
      return new (await import("./nats/nats-store.ts")).NatsStream(store);
    case "rabbitmq":
      return new (await import("./rabbitmq/rabbitmq-store.ts")).RabbitmqExchange(store);
    case "redis-streams":
      return new (await import("./redis-streams/redis-streams-store.ts")).RedisStream(store);
    default:
      return store satisfies never;
  }
}

/** Client libraries would each say it in their own words, some with the password, some as a server that is away. */
function refuseWrongUrl(store: Store): void {
  const url = "url" in store ? store.url : "endpoint" in store ? store.endpoint : undefined;
  const fault = url === undefined ? null : faultOfServerUrl(url);
  if (fault === null) return;
  throw new StoreMisconfiguredError({
    code: "E_STORE_URL",
    what: "a store's url cannot be read",
    where: store.id,
    why: `it is ${fault}`,
    next: "correct the store's url",
  });
}

function noClient(store: Store): StoreMisconfiguredError {
  return new StoreMisconfiguredError({
    code: "E_STORE_CLIENT",
    what: `a ${store.type} store needs an HTTP client`,
    where: store.id,
    next: "give createPublisher a client",
  });
}
