import { z } from "zod";

import { storeBase, tableName, type StoreBase } from "./base.ts";

/** A table in a SQLite file. */
export interface SqliteStore extends StoreBase {
  readonly type: "sqlite";
  /** Database file. */
  readonly path: string;
  readonly table: string;
}

/** A sqlite Store as a config file writes it. */
export const sqliteStore: z.ZodType<SqliteStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("sqlite"),
  path: z.string().min(1),
  table: tableName,
});
