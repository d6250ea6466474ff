import type { SqlPool } from "@caibian/schema";

import type { SqlPoolOptions } from "./ledger.ts";
import type { PgPoolLike } from "./pool/pg-pool.ts";
import type { Engine } from "./reports.ts";

/** What a ledger stands on: an open database with the tables in it. */
export interface Ground {
  readonly engine: Engine;
  readonly pool: PgPoolLike;
  /** Another pool on the same database; the ground's `close` ends it. */
  sqlPool(options: SqlPoolOptions): PgPoolLike & SqlPool;
  close(): Promise<void>;
}
