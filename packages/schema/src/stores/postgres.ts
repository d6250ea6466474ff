import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { serverUrl } from "./server-url.ts";

/** A table with columns of its own and the record as jsonb `record`. */
export interface PostgresStore extends StoreBase {
  readonly type: "postgres";
  /** TLS by `?sslmode=verify-full`; a CA of one's own by `&sslrootcert=FILE`. */
  readonly url: string;
  /** `table`, or `schema.table` for one outside the search path. */
  readonly table: string;
}

/** A postgres Store as a config file writes it. */
export const postgresStore: z.ZodType<PostgresStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("postgres"),
  url: serverUrl(/^postgres(ql)?:\/\//, "a postgres:// URL"),
  table: z
    .string()
    .regex(
      /^([a-z_][a-z0-9_]{0,62}\.)?[a-z_][a-z0-9_]{0,62}$/,
      "a table name is lower-case letters, digits and _, after a schema's name and a dot if need be",
    )
    .default("articles"),
});
