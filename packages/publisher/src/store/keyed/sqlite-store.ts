import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { messageOf, type Delivery, type HeldRecord, type Receipt, type SqliteStore } from "@caibian/schema";
import type { StoreAdapter, WriteContext } from "@caibian/schema";
import Database from "libsql";

import { PublishError } from "../../errors.ts";
import { heldDigest, inventoryOf, RECORD_COLUMNS, RECORDS_PAGE, rowDigest, type RecordRow } from "./inventory.ts";
import { rowOf, valuesOf, type Value } from "./row.ts";
import { isAboutTheFile, sqliteError } from "./sqlite-error.ts";
import { makeTable, upsertSql } from "./sqlite-table.ts";

type Connection = InstanceType<typeof Database>;
/** What we use of a prepared statement. */
interface Statement {
  run(...values: readonly Value[]): { readonly changes: number };
}
/** An open database and its statements. */
interface Opened {
  readonly db: Connection;
  readonly upsert: Statement;
  readonly repair: Statement;
  readonly page: { all(after: string): unknown[] };
}

const BUSY_MS = 5_000;

/**
 * A table in a SQLite file, one row an article, guarded by revision. A batch is one transaction of single rows: rows
 * of ten and fifty to a statement were no faster.
 */
export class SqliteTable implements StoreAdapter {
  readonly #id: string;
  readonly #path: string;
  readonly #table: string;
  #opened: Opened | null = null;

  constructor(store: Pick<SqliteStore, "id" | "path" | "table">) {
    this.#id = store.id;
    this.#path = store.path;
    this.#table = store.table;
  }

  async open(): Promise<void> {
    let db: Connection | null = null;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      db = new Database(this.#path, { timeout: BUSY_MS });
      // FULL, not NORMAL: in NORMAL a power cut may take back commits that the cursor has already counted. What is
      // replaced is wiped, or a takedown would leave earlier text in free pages; new rows cost nothing more.
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
      makeTable(db, `${this.#id}: ${this.#path}`, this.#table);
      this.#opened = {
        db,
        upsert: db.prepare<Value[]>(upsertSql(this.#table, "<")),
        repair: db.prepare<Value[]>(upsertSql(this.#table, "<=")),
        page: db.prepare<[string]>(
          `SELECT ${RECORD_COLUMNS} FROM "${this.#table}" WHERE id > ? ORDER BY id LIMIT ${String(RECORDS_PAGE)}`,
        ),
      };
    } catch (error) {
      db?.close();
      throw sqliteError(this.#id, this.#path, error);
    }
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return this.#try(({ db, upsert, repair }) => {
      const receipts = writeAll(db, context?.repair === true ? repair : upsert, batch);
      if (batch.some((one) => one.erase === true)) emptyWal(db);
      return receipts;
    });
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    return inventoryOf((after) => this.#try(({ page }) => page.all(after) as RecordRow[]), {
      size: RECORDS_PAGE,
      digest: heldDigest,
    });
  }

  digestOf(delivery: Delivery): string | null {
    return rowDigest(delivery);
  }

  close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    opened?.db.close();
    return Promise.resolve();
  }

  #try<Result>(work: (opened: Opened) => Result): Promise<Result> {
    try {
      if (this.#opened === null)
        throw new PublishError({ code: "E_STORE_CLOSED", what: "the store is not open", where: this.#id });
      return Promise.resolve(work(this.#opened));
    } catch (error) {
      return Promise.reject(sqliteError(this.#id, this.#path, error));
    }
  }
}

function writeAll(db: Connection, upsert: Statement, batch: readonly Delivery[]): readonly Receipt[] {
  db.exec("BEGIN IMMEDIATE");
  try {
    const receipts = batch.map((delivery) => writeOne(upsert, delivery));
    db.exec("COMMIT");
    return receipts;
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function writeOne(upsert: Statement, delivery: Delivery): Receipt {
  const { seq } = delivery;
  const made = rowOf(delivery);
  if (!made.ok) return { seq, outcome: "rejected", reason: made.reason };
  try {
    const { changes } = upsert.run(...valuesOf(made.row));
    return { seq, outcome: changes > 0 ? "stored" : "stale" };
  } catch (error) {
    if (isAboutTheFile(error)) throw error;
    return { seq, outcome: "rejected", reason: messageOf(error) };
  }
}

/** The log beside the file still has the pages as they were. A reader at work keeps it until the next takedown. */
function emptyWal(db: Connection): void {
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}
