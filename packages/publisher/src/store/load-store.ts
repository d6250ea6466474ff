import { messageOf, type Store, type StoreAdapter } from "@caibian/schema";

import { StoreMisconfiguredError } from "../errors.ts";
import { missingPackage } from "./missing-package.ts";
import type { Poster } from "./webhook/poster.ts";

/** What Stores may need of the world outside. */
export interface StoreDoors {
  /** For webhooks: the guarded HTTP client. */
  readonly client?: Poster | undefined;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * The adapter of a configured Store; its client library is loaded here, at first use. It touches nothing before its
 * `open`. Throws StoreMisconfiguredError when the library is not installed.
 */
export async function loadStore(store: Store, doors: StoreDoors = {}): Promise<StoreAdapter> {
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
    case "webhook": {
      const { client, now = Date.now } = doors;
      if (client === undefined) throw noClient(store);
      return new (await import("./webhook/webhook-store.ts")).WebhookReceiver(store, { client, now });
    }
    default:
      return store satisfies never;
  }
}

function noClient(store: Store): StoreMisconfiguredError {
  return new StoreMisconfiguredError({
    code: "E_STORE_CLIENT",
    what: `a ${store.type} store needs an HTTP client`,
    where: store.id,
    next: "give createPublisher a client",
  });
}
