import { z } from "zod";

import { refuseUnknownFields } from "./stores/base.ts";
import { jsonlStore, type JsonlStore } from "./stores/jsonl.ts";
import { parquetStore, type ParquetStore } from "./stores/parquet.ts";
import { postgresStore, type PostgresStore } from "./stores/postgres.ts";
import { s3Store, type S3Store } from "./stores/s3.ts";
import { sqliteStore, type SqliteStore } from "./stores/sqlite.ts";
import { webhookStore, type WebhookStore } from "./stores/webhook.ts";

/** A downstream destination (下游). */
export type Store = JsonlStore | SqliteStore | PostgresStore | WebhookStore | ParquetStore | S3Store;

/** A Store as a config file writes it. */
export const storeSchema: z.ZodType<Store> = z
  .discriminatedUnion("type", [jsonlStore, sqliteStore, postgresStore, webhookStore, parquetStore, s3Store])
  .superRefine(refuseUnknownFields);
