import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { HeldRecord } from "@caibian/schema";
import Database from "libsql";

type Connection = InstanceType<typeof Database>;

interface HeldRow {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  readonly hash: string | null;
  readonly digest: string | null;
}

/**
 * What a Store holds, put down on disk: inventories come in no order and may be larger than memory. Records that are
 * taken out are gone; what is left at the end nobody asked for.
 */
export class HeldSpool {
  readonly #folder: string;
  readonly #db: Connection;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#db = new Database(join(folder, "held.db"));
    // It is thrown away: nothing of it need outlive a power cut.
    this.#db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
    this.#db.exec(
      "CREATE TABLE held (id TEXT PRIMARY KEY, revision INTEGER, status TEXT, hash TEXT, digest TEXT) WITHOUT ROWID",
    );
  }

  /** Reads a whole inventory. Of an article that comes twice the newest revision stays. */
  static async of(pages: AsyncIterable<readonly HeldRecord[]>, signal?: AbortSignal): Promise<HeldSpool> {
    const spool = new HeldSpool(await mkdtemp(join(tmpdir(), "caibian-verify-")));
    try {
      for await (const page of pages) {
        signal?.throwIfAborted();
        spool.#add(page);
      }
      return spool;
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  /** How many records are left. */
  get size(): number {
    return (this.#db.prepare("SELECT count(*) AS size FROM held").get() as { readonly size: number }).size;
  }

  /** Takes out what is held of these articles. */
  take(articleIds: readonly string[]): ReadonlyMap<string, HeldRecord> {
    const ids = JSON.stringify(articleIds);
    const rows = this.#db.prepare(`SELECT * FROM held WHERE id IN (${LISTED})`).all(ids) as HeldRow[];
    this.#db.prepare(`DELETE FROM held WHERE id IN (${LISTED})`).run(ids);
    return new Map(rows.map((row) => [row.id, recordOf(row)]));
  }

  /** Records that are left and are no tombstones, how many and the first few. */
  surplus(few: number): { readonly count: number; readonly first: readonly HeldRecord[] } {
    const { count } = this.#db.prepare(`SELECT count(*) AS count FROM held WHERE ${LIVE}`).get() as { count: number };
    const rows = this.#db.prepare(`SELECT * FROM held WHERE ${LIVE} ORDER BY id LIMIT ?`).all(few) as HeldRow[];
    return { count, first: rows.map(recordOf) };
  }

  async close(): Promise<void> {
    this.#db.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #add(page: readonly HeldRecord[]): void {
    this.#db.exec("BEGIN");
    const insert = this.#db.prepare(
      `INSERT INTO held VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
       SET revision = excluded.revision, status = excluded.status, hash = excluded.hash, digest = excluded.digest
       WHERE excluded.revision > held.revision`,
    );
    for (const { articleId, revision, status, contentHash, digest = null } of page)
      insert.run(articleId, revision, status, contentHash, digest);
    this.#db.exec("COMMIT");
  }
}

const LISTED = "SELECT value FROM json_each(?)";
const LIVE = "status <> 'withdrawn'";

function recordOf({ id, revision, status, hash, digest }: HeldRow): HeldRecord {
  return { articleId: id, revision, status, contentHash: hash, digest };
}
