import { z } from "zod";

interface StoreBase {
  /** Stable id: the Store's cursors in the ledger hang on it. */
  readonly id: string;
  /** Most records in one batch. Default 100. */
  readonly batchSize: number;
  /** Whether private contacts in the text are replaced before delivery. Default none. */
  readonly redact?: "none" | "contacts";
}

/** One line a Delivery, in a file that is cut back to its committed length on open. */
export interface JsonlStore extends StoreBase {
  readonly type: "jsonl";
  /** Folder that holds `articles.jsonl` and its sidecar. */
  readonly path: string;
}

/** A table in a SQLite file. */
export interface SqliteStore extends StoreBase {
  readonly type: "sqlite";
  /** Database file. */
  readonly path: string;
  readonly table: string;
}

/** A table with columns of its own and the record as jsonb `record`. */
export interface PostgresStore extends StoreBase {
  readonly type: "postgres";
  readonly url: string;
  readonly table: string;
}

/** HTTP POST, signed after Standard Webhooks. */
export interface WebhookStore extends StoreBase {
  readonly type: "webhook";
  readonly url: string;
  /** `whsec_…`; null sends unsigned. */
  readonly secret: string | null;
  /** Bound on one request, in milliseconds. Default 15 000. */
  readonly timeoutMs: number;
}

/** A downstream destination (下游). */
export type Store = JsonlStore | SqliteStore | PostgresStore | WebhookStore;

const base = {
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "a store id is lower-case letters, digits, . _ -"),
  batchSize: z.number().int().min(1).max(1000).default(100),
  redact: z.enum(["none", "contacts"]).default("none"),
};
const table = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "a table name is lower-case letters, digits and _")
  .default("articles");

/** A Store as a config file writes it. */
export const storeSchema: z.ZodType<Store> = z.discriminatedUnion("type", [
  z.strictObject({ ...base, type: z.literal("jsonl"), path: z.string().min(1) }),
  z.strictObject({ ...base, type: z.literal("sqlite"), path: z.string().min(1), table }),
  z.strictObject({ ...base, type: z.literal("postgres"), url: z.string().regex(/^postgres(ql)?:\/\//), table }),
  z.strictObject({
    ...base,
    type: z.literal("webhook"),
    url: z.url({ protocol: /^https?$/ }),
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/=]+$/)
      .nullable()
      .default(null),
    timeoutMs: z.number().int().min(100).max(120_000).default(15_000),
  }),
]);
