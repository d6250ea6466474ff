import { z } from "zod";

/** What every Store has, of whatever type. */
export interface StoreBase {
  /** Stable id: the Store's cursors in the ledger hang on it. */
  readonly id: string;
  /** Most records in one batch. Default 100. */
  readonly batchSize: number;
  /** Most bytes of record text in one batch; a single record may be larger. Default 4 MB. */
  readonly batchBytes?: number;
  /** Log rows that it may lag behind while it is up before Visits wait for it. Default 100 000. */
  readonly maxLag?: number;
  /** Whether private contacts in the text are replaced before delivery. Default none. */
  readonly redact?: "none" | "contacts";
}

/** The config keys of every Store. */
export const storeBase: {
  readonly id: z.ZodString;
  readonly batchSize: z.ZodDefault<z.ZodNumber>;
  readonly batchBytes: z.ZodDefault<z.ZodNumber>;
  readonly maxLag: z.ZodDefault<z.ZodNumber>;
  readonly redact: z.ZodDefault<z.ZodEnum<{ none: "none"; contacts: "contacts" }>>;
} = {
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "a store id is lower-case letters, digits, . _ -"),
  batchSize: z.number().int().min(1).max(1000).default(100),
  batchBytes: z.number().int().min(10_000).max(64_000_000).default(4_000_000),
  maxLag: z.number().int().min(100).default(100_000),
  redact: z.enum(["none", "contacts"]).default("none"),
};

/** A table's name, the same rule in every database. */
export const tableName: z.ZodDefault<z.ZodString> = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "a table name is lower-case letters, digits and _")
  .default("articles");
