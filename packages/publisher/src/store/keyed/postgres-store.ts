import { messageOf, type Delivery, type HeldRecord, type PostgresStore, type Receipt } from "@caibian/schema";
import type { StoreAdapter, WriteContext } from "@caibian/schema";
import pg from "pg";

import { heldDigest, inventoryOf, RECORD_COLUMNS, RECORDS_PAGE, rowDigest, type RecordRow } from "./inventory.ts";
import { newestRows, settleBatch } from "./newest-rows.ts";
import { postgresError } from "./postgres-error.ts";
import { makeTable, quotedName, upsertSql } from "./postgres-table.ts";
import { valuesOf, type ArticleRow } from "./row.ts";
import { untilAborted } from "./until-aborted.ts";

const MAX_CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

/** A table in PostgreSQL, one row an article, guarded by revision. */
export class PostgresTable implements StoreAdapter {
  readonly #store: Pick<PostgresStore, "id" | "url" | "table" | "batchSize">;
  /** The statement of a full batch, which each connection prepares once. Others are too many to keep. */
  readonly #fullUpsert: string;
  #pool: pg.Pool | null = null;
  /** Why the last connection dropped, until a write succeeds. */
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
      const onLost = (error: Error): void => void (this.#lost = error);
      pool.on("error", onLost);
      // One that drops at work fails its statement, and says so once more as an event that would end the process.
      pool.on("connect", (client) => void client.on("error", onLost));
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
    return settleBatch(batch, receipts, await this.#upsert(rows, context));
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    const page = `SELECT ${RECORD_COLUMNS} FROM ${quotedName(this.#store.table)}
      WHERE id > $1 ORDER BY id LIMIT ${String(RECORDS_PAGE)}`;
    return inventoryOf(async (after) => (await this.#ask<RecordRow>({ text: page, values: [after] })).rows, {
      size: RECORDS_PAGE,
      digest: heldDigest,
    });
  }

  digestOf(delivery: Delivery): string | null {
    return rowDigest(delivery);
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }

  async #upsert(rows: readonly ArticleRow[], context: WriteContext | undefined): Promise<ReadonlySet<string>> {
    const isRepair = context?.repair === true;
    const { table, batchSize } = this.#store;
    const values = rows.flatMap(valuesOf);
    const isFull = rows.length === batchSize && !isRepair;
    const answer = await this.#ask<{ id: string }>(
      isFull
        ? { name: "upsert", text: this.#fullUpsert, values }
        : { text: upsertSql(table, rows.length, isRepair ? "<=" : "<"), values },
      context?.signal,
    );
    return new Set(answer.rows.map((row) => row.id));
  }

  /** A connection that failed is not used again: behind one name the server may be another by now. */
  async #ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig, signal?: AbortSignal): Promise<pg.QueryResult<Row>> {
    let client: pg.PoolClient | null = null;
    try {
      if (this.#pool === null) throw new Error("the store is not open");
      client = await this.#pool.connect();
      const answer = await untilAborted(this.#store.id, signal, client.query<Row>(query));
      client.release();
      this.#lost = null;
      return answer;
    } catch (error) {
      client?.release(true);
      throw this.#failure(error);
    }
  }

  async #makeTable(pool: pg.Pool): Promise<void> {
    const client = await pool.connect();
    try {
      await makeTable(client, this.#store.id, this.#store.table);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  #failure(error: unknown): Error {
    const lost = this.#lost === error ? null : this.#lost;
    const before = lost === null ? null : `before that a connection dropped: ${messageOf(lost)}`;
    return postgresError(this.#store.id, error, before);
  }
}
