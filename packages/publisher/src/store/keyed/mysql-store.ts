import type { Delivery, HeldRecord, MysqlStore, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from "mysql2/promise";

import { heldDigest, inventoryOf, RECORD_COLUMNS, RECORDS_PAGE, rowDigest, type RecordRow } from "./inventory.ts";
import { mysqlError } from "./mysql-error.ts";
import { lockSql, makeTable, timed, upsertSql } from "./mysql-table.ts";
import { newestRows, settleBatch } from "./newest-rows.ts";
import { valuesOf, type ArticleRow, type Value } from "./row.ts";
import { untilAborted } from "./until-aborted.ts";

const MAX_CONNECTIONS = 4;
const CONNECT_MS = 5_000;
/** Statements differ by their number of rows: a connection keeps these many prepared. */
const PREPARED = 16;
/** What a packet holds besides the rows' values, and a row besides its values: lengths, types, the header. */
const PACKET_OVERHEAD = 1_024;
const ROW_OVERHEAD = 256;
/**
 * READ COMMITTED: in InnoDB's default, locking a row that is not there yet locks the gap, and two writers of new
 * articles end in a deadlock. Strict: a value that does not fit is an error, never cut. Times are given in UTC.
 */
const SESSION = [
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE', time_zone = '+00:00',
     innodb_lock_wait_timeout = 10`,
];

/** A table in MySQL or MariaDB, one row an article, guarded by revision. */
export class MysqlTable implements StoreAdapter {
  readonly #store: Pick<MysqlStore, "id" | "url" | "table">;
  #pool: Pool | null = null;
  /** The server's `max_allowed_packet`, in bytes. */
  #maxPacket = 0;

  constructor(store: Pick<MysqlStore, "id" | "url" | "table">) {
    this.#store = store;
  }

  async open(): Promise<void> {
    this.#pool = createPool({
      uri: this.#store.url.replace(/^mariadb:/, "mysql:"),
      connectionLimit: MAX_CONNECTIONS,
      connectTimeout: CONNECT_MS,
      charset: "utf8mb4",
      maxPreparedStatements: PREPARED,
      enableKeepAlive: true,
    });
    // The statement that was at work fails and tells; said again without a listener, it would end the process.
    this.#pool.on("connection", (connection) => void connection.on("error", () => undefined));
    try {
      await this.#with(async (connection) => {
        const [rows] = await connection.query<RowDataPacket[]>(timed("SELECT @@max_allowed_packet AS bytes"));
        this.#maxPacket = Number(rows[0]?.["bytes"]);
        await makeTable(connection, this.#store.id, this.#store.table);
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const { rows, receipts } = newestRows(batch, (row) => this.#refuse(row));
    if (rows.length === 0) return receipts;
    const isRepair = context?.repair === true;
    const stored = await this.#with((connection) => this.#upsert(connection, rows, isRepair), context?.signal);
    return settleBatch(batch, receipts, stored);
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    const page = `SELECT ${RECORD_COLUMNS} FROM \`${this.#store.table}\`
      WHERE id > ? ORDER BY id LIMIT ${String(RECORDS_PAGE)}`;
    const readPage = (after: string): Promise<readonly RecordRow[]> =>
      this.#with(async (connection) => {
        const [rows] = await connection.execute<(RowDataPacket & RecordRow)[]>(timed(page), [after]);
        return rows;
      });
    return inventoryOf(readPage, { size: RECORDS_PAGE, digest: heldDigest });
  }

  digestOf(delivery: Delivery): string | null {
    return rowDigest(delivery);
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }

  /** In one transaction: which revisions are there, then those that are newer. */
  async #upsert(
    connection: PoolConnection,
    rows: readonly ArticleRow[],
    isRepair: boolean,
  ): Promise<ReadonlySet<string>> {
    const { table } = this.#store;
    await connection.query(timed("START TRANSACTION"));
    const ids = rows.map((row) => row.id);
    const [held] = await connection.execute<RowDataPacket[]>(timed(lockSql(table, ids.length)), ids);
    const revisions = new Map(held.map(({ id, revision }) => [String(id), Number(revision)]));
    const newer = rows.filter(({ id, revision }) => {
      const there = revisions.get(id) ?? 0;
      return isRepair ? there <= revision : there < revision;
    });
    for (const part of partsOf(newer, this.#maxPacket))
      await connection.execute(timed(upsertSql(table, part.length, isRepair ? "<=" : "<")), part.flatMap(boundOf));
    await connection.query(timed("COMMIT"));
    return new Set(newer.map((row) => row.id));
  }

  #refuse(row: ArticleRow): string | null {
    const bytes = bytesOf(row) + PACKET_OVERHEAD;
    if (bytes <= this.#maxPacket) return null;
    return `${String(bytes)} bytes, more than the server's max_allowed_packet of ${String(this.#maxPacket)}`;
  }

  /** A connection that failed is not used again: its transaction is open, or the server behind it is another. */
  async #with<Result>(work: (connection: PoolConnection) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    let connection: PoolConnection | null = null;
    try {
      if (this.#pool === null) throw new Error("the store is not open: its pool is closed");
      connection = await this.#pool.getConnection();
      if (!sessions.has(connection.connection)) await beginSession(connection);
      const result = await untilAborted(this.#store.id, signal, work(connection));
      connection.release();
      return result;
    } catch (error) {
      connection?.destroy();
      throw mysqlError(this.#store.id, error);
    }
  }
}

/** Connections whose session is set. The pool wraps one anew each time that it gives it out. */
const sessions = new WeakSet<object>();

async function beginSession(connection: PoolConnection): Promise<void> {
  for (const sql of SESSION) await connection.query(timed(sql));
  sessions.add(connection.connection);
}

/** Rows in stretches that each fit in one packet. */
function* partsOf(rows: readonly ArticleRow[], maxBytes: number): Iterable<readonly ArticleRow[]> {
  let part: ArticleRow[] = [];
  let bytes = PACKET_OVERHEAD;
  for (const row of rows) {
    const size = bytesOf(row);
    if (bytes + size > maxBytes && part.length > 0) {
      yield part;
      part = [];
      bytes = PACKET_OVERHEAD;
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

function bytesOf(row: ArticleRow): number {
  let bytes = ROW_OVERHEAD;
  for (const value of valuesOf(row)) if (typeof value === "string") bytes += Buffer.byteLength(value);
  return bytes;
}

/** DATETIME has no zone: times go in as UTC. One that is none goes as it is, to be refused. */
function boundOf(row: ArticleRow): readonly Value[] {
  return valuesOf({
    ...row,
    publishedAt: utcOf(row.publishedAt),
    updatedAt: utcOf(row.updatedAt),
    at: utcOf(row.at) ?? row.at,
  });
}

function utcOf(time: string | null): string | null {
  if (time === null) return null;
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : at.toISOString().slice(0, 19).replace("T", " ");
}
