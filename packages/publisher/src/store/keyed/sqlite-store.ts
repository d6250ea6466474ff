import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { messageOf, type Delivery, type Receipt, type SqliteStore, type StoreAdapter } from "@caibian/schema";
import Database from "libsql";

import { fileError, PublishError, StoreTransientError } from "../../errors.ts";
import { rowOf, type ArticleRow } from "./row.ts";

type Connection = InstanceType<typeof Database>;
type Value = string | number | null;
/** What we use of a prepared statement. */
interface Statement {
  run(...values: readonly Value[]): { readonly changes: number };
}

const BUSY_MS = 5_000;
/** These are about the file; every other error is about the row that was bound. */
const ABOUT_THE_FILE =
  /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PERM|AUTH|NOMEM|PROTOCOL|SCHEMA|ABORT|INTERRUPT|ERROR)/;

/** A table in a SQLite file, one row an article, guarded by revision. */
export class SqliteTable implements StoreAdapter {
  readonly #id: string;
  readonly #path: string;
  readonly #table: string;
  #db: Connection | null = null;
  #upsert: Statement | null = null;

  constructor(store: Pick<SqliteStore, "id" | "path" | "table">) {
    this.#id = store.id;
    this.#path = store.path;
    this.#table = store.table;
  }

  async open(): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const db = new Database(this.#path, { timeout: BUSY_MS });
      this.#db = db;
      // FULL, not NORMAL: in NORMAL a power cut may take back commits that the cursor has already counted.
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
      db.exec(createSql(this.#table));
      this.#upsert = db.prepare<Value[]>(upsertSql(this.#table));
    } catch (error) {
      await this.close();
      throw this.#classify(error);
    }
  }

  write(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    try {
      return Promise.resolve(this.#writeAll(batch));
    } catch (error) {
      return Promise.reject(this.#classify(error));
    }
  }

  close(): Promise<void> {
    this.#upsert = null;
    this.#db?.close();
    this.#db = null;
    return Promise.resolve();
  }

  #writeAll(batch: readonly Delivery[]): readonly Receipt[] {
    const db = this.#db;
    const upsert = this.#upsert;
    if (db === null || upsert === null)
      throw new PublishError({ code: "E_STORE_CLOSED", what: "the store is not open", where: this.#id });
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

  #classify(error: unknown): Error {
    const code = codeOf(error);
    if (/^SQLITE_(BUSY|LOCKED|SCHEMA|INTERRUPT)/.test(code)) {
      return new StoreTransientError({
        code: "E_STORE_BUSY",
        what: "a store's database is busy",
        where: `${this.#id}: ${this.#path}`,
        why: messageOf(error),
        cause: error,
      });
    }
    return fileError(this.#id, this.#path, error);
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
    if (ABOUT_THE_FILE.test(codeOf(error))) throw error;
    return { seq, outcome: "rejected", reason: messageOf(error) };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function valuesOf(row: ArticleRow): readonly Value[] {
  const { id, url, revision, status, title, source, region, publishedAt, updatedAt, contentHash, at, record } = row;
  return [id, url, revision, status, title, source, region, publishedAt, updatedAt, contentHash, at, record];
}

function createSql(table: string): string {
  return `
    CREATE TABLE IF NOT EXISTS "${table}" (
      id TEXT PRIMARY KEY, url TEXT, revision INTEGER NOT NULL, status TEXT NOT NULL, title TEXT, source TEXT,
      region TEXT, published_at TEXT, updated_at TEXT, content_hash TEXT, committed_at TEXT NOT NULL, record TEXT
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS "${table}_published_at" ON "${table}" (published_at);`;
}

function upsertSql(table: string): string {
  return `
    INSERT INTO "${table}" AS stored
      (id, url, revision, status, title, source, region, published_at, updated_at, content_hash, committed_at, record)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      url = excluded.url, revision = excluded.revision, status = excluded.status, title = excluded.title,
      source = excluded.source, region = excluded.region, published_at = excluded.published_at,
      updated_at = excluded.updated_at, content_hash = excluded.content_hash,
      committed_at = excluded.committed_at, record = excluded.record
    WHERE stored.revision < excluded.revision`;
}
