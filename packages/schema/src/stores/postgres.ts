import { z } from "zod";

import { storeBase, tableName, type StoreBase } from "./base.ts";

/** A table with columns of its own and the record as jsonb `record`. */
export interface PostgresStore extends StoreBase {
  readonly type: "postgres";
  readonly url: string;
  readonly table: string;
}

/** A postgres Store as a config file writes it. */
export const postgresStore: z.ZodType<PostgresStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("postgres"),
  url: z.string().regex(/^postgres(ql)?:\/\//),
  table: tableName,
});
