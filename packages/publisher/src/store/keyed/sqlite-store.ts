import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { makeFolder, messageOf, type Delivery, type HeldRecord, type Receipt, type SqliteStore } from "@caibian/schema";
import type { StoreAdapter, WriteContext } from "@caibian/schema";
import Database from "libsql";

import { PublishError } from "../../errors.ts";
import { heldDigest, inventoryOf, RECORD_COLUMNS, RECORDS_PAGE, rowDigest, type RecordRow } from "./inventory.ts";
import { rowOf, valuesOf, type Value } from "./row.ts";
import { isAboutTheFile, isLocked, sqliteError } from "./sqlite-error.ts";
import { makeTable, upsertSql } from "./sqlite-table.ts";
import { LOCKED_MS, untilUnlocked } from "./until-unlocked.ts";

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

/** SQLite waits for no lock itself: that would stop the whole process. See untilUnlocked. */
const BUSY_MS = 0;
const WAL_PAUSE_MS = 50;

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
    try {
      await makeFolder(dirname(this.#path));
      this.#opened = await untilUnlocked(this.#where, undefined, () =>
        openDatabase(this.#where, this.#path, this.#table),
      );
    } catch (error) {
      throw sqliteError(this.#id, this.#path, error);
    }
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const isRepair = context?.repair === true;
    const receipts = await this.#try(
      ({ db, upsert, repair }) => writeAll(db, isRepair ? repair : upsert, batch),
      context?.signal,
    );
    if (batch.some((one) => one.erase === true)) await this.#emptyWal(context?.signal);
    return receipts;
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    return inventoryOf((after) => this.#try(({ page }) => page.all(after).map(rowRead)), {
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

  get #where(): string {
    return `${this.#id}: ${this.#path}`;
  }

  async #try<Result>(work: (opened: Opened) => Result, signal?: AbortSignal): Promise<Result> {
    try {
      return await untilUnlocked(this.#where, signal, () => {
        if (this.#opened === null)
          throw new PublishError({ code: "E_STORE_CLOSED", what: "the store is not open", where: this.#id });
        return work(this.#opened);
      });
    } catch (error) {
      throw sqliteError(this.#id, this.#path, error);
    }
  }

  /**
   * The log beside the file still has the pages as they were. A reader at work is waited for a while; one that stays
   * keeps them until the next takedown. What was written stands either way.
   */
  async #emptyWal(signal: AbortSignal | undefined): Promise<void> {
    const until = performance.now() + LOCKED_MS;
    while (this.#opened !== null && performance.now() < until) {
      const isDone = await this.#try(({ db }) => isWalEmptied(db));
      if (isDone || signal?.aborted === true) return;
      await sleep(WAL_PAUSE_MS);
    }
  }
}

/** libsql reads a text up to its first U+0000 only: what may hold one is read as bytes. */
const FOREIGN_TEXTS = ["url", "title", "source", "region"] as const;
const READ_COLUMNS = RECORD_COLUMNS.split(", ")
  .map((name) => (FOREIGN_TEXTS.some((foreign) => foreign === name) ? `CAST(${name} AS BLOB) AS ${name}` : name))
  .join(", ");

function rowRead(row: unknown): RecordRow {
  const read = { ...(row as Record<string, unknown>) };
  for (const name of FOREIGN_TEXTS) {
    const bytes = read[name];
    if (bytes instanceof Uint8Array) read[name] = Buffer.from(bytes).toString("utf8");
  }
  return read as unknown as RecordRow;
}

function openDatabase(where: string, path: string, table: string): Opened {
  const db = new Database(path, { timeout: BUSY_MS });
  try {
    // FULL, not NORMAL: in NORMAL a power cut may take back commits that the cursor has already counted. What is
    // replaced is wiped, or a takedown would leave earlier text in free pages; new rows cost nothing more.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    makeTable(db, where, table);
    return {
      db,
      upsert: db.prepare<Value[]>(upsertSql(table, "<")),
      repair: db.prepare<Value[]>(upsertSql(table, "<=")),
      page: db.prepare<[string]>(
        `SELECT ${READ_COLUMNS} FROM "${table}" WHERE id > ? ORDER BY id LIMIT ${String(RECORDS_PAGE)}`,
      ),
    };
  } catch (error) {
    db.close();
    throw error;
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

/** False while a reader or another's checkpoint is in the way. */
function isWalEmptied(db: Connection): boolean {
  try {
    const [answer] = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all() as { readonly busy: number }[];
    return answer?.busy === 0;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  }
}
