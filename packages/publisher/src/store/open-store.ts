import type { Store, StoreAdapter } from "@caibian/schema";

import { StoreMisconfiguredError } from "../errors.ts";
import { JsonlFile } from "./jsonl/jsonl-store.ts";
import { PostgresTable } from "./keyed/postgres-store.ts";
import { SqliteTable } from "./keyed/sqlite-store.ts";
import type { Poster } from "./webhook/poster.ts";
import { WebhookReceiver } from "./webhook/webhook-store.ts";

/** What Stores may need of the world outside. */
export interface StoreDoors {
  /** For webhooks: the guarded HTTP client. */
  readonly client?: Poster | undefined;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: (() => number) | undefined;
}

/** The adapter of a configured Store. It touches nothing before its `open`. */
export function openStore(store: Store, doors: StoreDoors = {}): StoreAdapter {
  switch (store.type) {
    case "jsonl":
      return new JsonlFile(store);
    case "sqlite":
      return new SqliteTable(store);
    case "postgres":
      return new PostgresTable(store);
    case "webhook": {
      if (doors.client === undefined) {
        throw new StoreMisconfiguredError({
          code: "E_STORE_CLIENT",
          what: "a webhook store needs an HTTP client",
          where: store.id,
          next: "give createPublisher a client",
        });
      }
      return new WebhookReceiver(store, { client: doors.client, now: doors.now ?? Date.now });
    }
    default:
      return store satisfies never;
  }
}
