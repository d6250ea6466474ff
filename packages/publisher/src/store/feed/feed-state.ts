import type { HeldRecord } from "@caibian/schema";
import Database from "libsql";

import type { FeedItem } from "./feed-item.ts";
import { feedNamesOf, type Shelf } from "./feed-names.ts";

/** What a Delivery does to the feeds. */
export interface FeedChange extends Shelf {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  readonly hash: string | null;
  /** Newest first: when it was published, milliseconds since 1970; of a tombstone, when it was committed. */
  readonly rank: number;
  /** Null: a tombstone. */
  readonly item: FeedItem | null;
}

type Value = string | number | null;

/** As many items of a feed again are kept in reserve, to move up when others vanish. */
const RESERVE = 2;
/** Tombstones that are kept, so that an older revision that comes late finds them. */
const TOMBSTONES = 20_000;
const PAGE = 1000;

const CREATE = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, status TEXT NOT NULL, hash TEXT, rank INTEGER NOT NULL,
    region TEXT, source TEXT, item TEXT
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS items_rank ON items (rank DESC, id) WHERE item IS NOT NULL;
  CREATE INDEX IF NOT EXISTS items_region ON items (region, rank DESC, id) WHERE item IS NOT NULL;
  CREATE INDEX IF NOT EXISTS items_source ON items (source, rank DESC, id) WHERE item IS NOT NULL;
  CREATE TABLE IF NOT EXISTS stale (feed TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`;

const UPSERT = `
  INSERT INTO items AS held (id, revision, status, hash, rank, region, source, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, status = excluded.status, hash = excluded.hash,
    rank = excluded.rank, region = excluded.region, source = excluded.source, item = excluded.item
  WHERE held.revision < excluded.revision + ?`;

/** The newest items of every feed, tombstones, and which files are behind: a SQLite file. */
export class FeedState {
  readonly #db: InstanceType<typeof Database>;
  readonly #items: number;

  constructor(path: string, items: number) {
    this.#items = items;
    this.#db = new Database(path, { timeout: 5_000 });
    this.#db.exec(CREATE);
  }

  /** Does some changes in one transaction. */
  together<T>(change: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const result = change();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /** False: an equal or newer revision is there. With `isRepair` an equal one is written again. */
  take(change: FeedChange, isRepair: boolean): boolean {
    const { id, revision, status, hash, rank, region, source, item } = change;
    const before = this.#get("SELECT region, source FROM items WHERE id = ?", id);
    const values = [id, revision, status, hash, rank, region, source, item === null ? null : JSON.stringify(item)];
    const { changes } = this.#db.prepare<Value[]>(UPSERT).run(...values, isRepair ? 1 : 0);
    if (changes === 0) return false;
    const shelves: Shelf[] = [{ region, source }];
    if (before !== undefined) shelves.push({ region: textOf(before["region"]), source: textOf(before["source"]) });
    for (const feed of new Set(shelves.flatMap(feedNamesOf))) this.markStale(feed);
    return true;
  }

  /** The newest items of a feed. */
  newest(feed: string): readonly FeedItem[] {
    const [kind, key = ""] = feed.split("/");
    const where = kind === "region" ? "region = ? AND" : kind === "source" ? "source = ? AND" : "? = '' AND";
    const sql = `SELECT item FROM items WHERE ${where} item IS NOT NULL ORDER BY rank DESC, id LIMIT ?`;
    return this.#all(sql, key, this.#items).map((row) => JSON.parse(textOf(row["item"]) ?? "") as FeedItem);
  }

  /** The feeds whose files are behind. */
  stale(): readonly string[] {
    return this.#all("SELECT feed FROM stale ORDER BY feed").map((row) => textOf(row["feed"]) ?? "");
  }

  markStale(feed: string): void {
    this.#db.prepare<Value[]>("INSERT OR IGNORE INTO stale (feed) VALUES (?)").run(feed);
  }

  markWritten(feed: string): void {
    this.#db.prepare<Value[]>("DELETE FROM stale WHERE feed = ?").run(feed);
  }

  /** Feeds that look otherwise than before are all behind. */
  setLook(look: string): void {
    if (this.#get("SELECT value FROM settings WHERE name = 'look'")?.["value"] === look) return;
    this.together(() => {
      const shelves = this.#all("SELECT DISTINCT region, source FROM items");
      const feeds = shelves.flatMap((row) =>
        feedNamesOf({ region: textOf(row["region"]), source: textOf(row["source"]) }),
      );
      for (const feed of new Set(["all", ...feeds])) this.markStale(feed);
      this.#db.prepare<Value[]>("INSERT OR REPLACE INTO settings (name, value) VALUES ('look', ?)").run(look);
    });
  }

  /** Forgets what is too old for every feed. */
  prune(): void {
    const kept = ["", "PARTITION BY region", "PARTITION BY source"]
      .map((by) => `SELECT id FROM (${rankedSql(by)}) WHERE place <= ${String(this.#items * RESERVE)}`)
      .join(" UNION ");
    this.#db.exec(`DELETE FROM items WHERE item IS NOT NULL AND id NOT IN (${kept})`);
    this.#db.exec(
      `DELETE FROM items WHERE id IN (SELECT id FROM items WHERE item IS NULL ORDER BY rank DESC LIMIT -1 OFFSET ${String(TOMBSTONES)})`,
    );
  }

  /** Leaves no text of what was deleted, in the write-ahead log neither. */
  scrub(): void {
    this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** All that is held, in pages. */
  *held(): Generator<readonly HeldRecord[]> {
    for (let after = ""; ;) {
      const sql = "SELECT id, revision, status, hash FROM items WHERE id > ? ORDER BY id LIMIT ?";
      const page = this.#all(sql, after, PAGE).map((row): HeldRecord => ({
        articleId: textOf(row["id"]) ?? "",
        revision: Number(row["revision"]),
        status: textOf(row["status"]) ?? "",
        contentHash: textOf(row["hash"]),
      }));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.articleId;
    }
  }

  close(): void {
    this.#db.close();
  }

  #all(sql: string, ...values: readonly Value[]): readonly Readonly<Record<string, unknown>>[] {
    return this.#db.prepare<Value[]>(sql).all(...values) as Readonly<Record<string, unknown>>[];
  }

  #get(sql: string, ...values: readonly Value[]): Readonly<Record<string, unknown>> | undefined {
    return this.#all(sql, ...values)[0];
  }
}

function rankedSql(by: string): string {
  return `SELECT id, row_number() OVER (${by} ORDER BY rank DESC, id) AS place FROM items WHERE item IS NOT NULL`;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
