import { messageOf, type Delivery, type HeldRecord, type PostgresStore, type Receipt } from "@caibian/schema";
import type { StoreAdapter, WriteContext } from "@caibian/schema";
import pg from "pg";

import { INVENTORY_PAGE, inventoryOf, type InventoryRow } from "./inventory.ts";
import { newestRows, settleBatch } from "./newest-rows.ts";
import { postgresError } from "./postgres-error.ts";
import { makeTable, quotedName, upsertSql } from "./postgres-table.ts";
import { valuesOf, type ArticleRow } from "./row.ts";

const MAX_CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

/** A table in PostgreSQL, one row an article, guarded by revision. */
export class PostgresTable implements StoreAdapter {
  readonly #store: Pick<PostgresStore, "id" | "url" | "table" | "batchSize">;
  /** The statement of a full batch, which each connection prepares once. Others are too many to keep. */
  readonly #fullUpsert: string;
  #pool: pg.Pool | null = null;
  /** Why an idle connection dropped, until a write succeeds. */
  #lost: Error | null = null;

  constructor(store: Pick<PostgresStore, "id" | "url" | "table" | "batchSize">) {
    this.#store = store;
    this.#fullUpsert = upsertSql(store.table, store.batchSize, "<");
  }

  async open(): Promise<void> {
    try {
      const pool = new pg.Pool({
        connectionString: this.#store.url,
        max: MAX_CONNECTIONS,
        connectionTimeoutMillis: CONNECT_MS,
        statement_timeout: STATEMENT_MS,
        query_timeout: STATEMENT_MS + CONNECT_MS,
        application_name: `caibian store ${this.#store.id}`,
        keepAlive: true,
      });
      this.#pool = pool;
      // An idle connection that drops is replaced at the next write, which tells of it if it fails as well.
      pool.on("error", (error) => (this.#lost = error));
      // One that breaks between two queries of the table's making: the next query tells.
      pool.on("connect", (client) => client.on("error", () => undefined));
      await this.#makeTable(pool);
    } catch (error) {
      const failure = this.#failure(error);
      await this.close();
      throw failure;
    }
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const { rows, receipts } = newestRows(batch);
    if (rows.length === 0) return receipts;
    return settleBatch(batch, receipts, await this.#upsert(rows, context?.repair === true));
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    const page = `SELECT id, revision, status, content_hash FROM ${quotedName(this.#store.table)}
      WHERE id > $1 ORDER BY id LIMIT ${String(INVENTORY_PAGE)}`;
    return inventoryOf(async (after) => (await this.#ask<InventoryRow>({ text: page, values: [after] })).rows);
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }

  async #upsert(rows: readonly ArticleRow[], isRepair: boolean): Promise<ReadonlySet<string>> {
    const { table, batchSize } = this.#store;
    const values = rows.flatMap(valuesOf);
    const isFull = rows.length === batchSize && !isRepair;
    const answer = await this.#ask<{ id: string }>(
      isFull
        ? { name: "upsert", text: this.#fullUpsert, values }
        : { text: upsertSql(table, rows.length, isRepair ? "<=" : "<"), values },
    );
    return new Set(answer.rows.map((row) => row.id));
  }

  /** A connection that failed is not used again: behind one name the server may be another by now. */
  async #ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    try {
      if (this.#pool === null) throw new Error("the store is not open");
      const answer = await this.#pool.query<Row>(query);
      this.#lost = null;
      return answer;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async #makeTable(pool: pg.Pool): Promise<void> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await makeTable(client, this.#store.id, this.#store.table);
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  #failure(error: unknown): Error {
    const before = this.#lost === null ? null : `before that an idle connection dropped: ${messageOf(this.#lost)}`;
    return postgresError(this.#store.id, error, before);
  }
}
