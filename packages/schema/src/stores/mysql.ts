import { z } from "zod";

import { storeBase, tableName, type StoreBase } from "./base.ts";
import { serverUrl } from "./server-url.ts";

/** A table in MySQL or MariaDB, with columns of its own and the record as JSON `record`. */
export interface MysqlStore extends StoreBase {
  readonly type: "mysql";
  /** `mysql://user:password@host:3306/database`; TLS by `?ssl={"rejectUnauthorized":true}`. */
  readonly url: string;
  readonly table: string;
}

/** A mysql Store as a config file writes it. */
export const mysqlStore: z.ZodType<MysqlStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("mysql"),
  url: serverUrl(/^(mysql|mariadb):\/\/[^/]+\/[^/?]+/, "a mysql url names a server and a database"),
  table: tableName,
});
