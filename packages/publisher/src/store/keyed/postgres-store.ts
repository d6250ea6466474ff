import type { Delivery, PostgresStore, Receipt, StoreAdapter } from "@caibian/schema";
import pg from "pg";

import { postgresError } from "./postgres-error.ts";
import { rowOf, type ArticleRow } from "./row.ts";

const MAX_CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;
/** Serialises concurrent makers of the table: IF NOT EXISTS does not. */
const CREATE_LOCK = 0x6361_6962;

/** The table's columns with their types, in the order in which they are written. */
const COLUMNS = [
  ["id", "text"],
  ["url", "text"],
  ["revision", "integer"],
  ["status", "text"],
  ["title", "text"],
  ["source", "text"],
  ["region", "text"],
  ["published_at", "timestamptz"],
  ["updated_at", "timestamptz"],
  ["content_hash", "text"],
  ["committed_at", "timestamptz"],
  ["record", "jsonb"],
] as const;

/** A table in PostgreSQL, one row an article, guarded by revision. */
export class PostgresTable implements StoreAdapter {
  readonly #id: string;
  readonly #url: string;
  readonly #table: string;
  readonly #upsert: string;
  #pool: pg.Pool | null = null;

  constructor(store: Pick<PostgresStore, "id" | "url" | "table">) {
    this.#id = store.id;
    this.#url = store.url;
    this.#table = store.table;
    this.#upsert = upsertSql(store.table);
  }

  async open(): Promise<void> {
    try {
      const pool = new pg.Pool({
        connectionString: this.#url,
        max: MAX_CONNECTIONS,
        connectionTimeoutMillis: CONNECT_MS,
        statement_timeout: STATEMENT_MS,
        query_timeout: STATEMENT_MS + CONNECT_MS,
        application_name: `caibian store ${this.#id}`,
        keepAlive: true,
      });
      this.#pool = pool;
      // An idle connection that drops is replaced at the next write, which says so if it cannot be.
      pool.on("error", () => undefined);
      await makeTable(pool, this.#table);
    } catch (error) {
      const failure = postgresError(this.#id, error);
      await this.close();
      throw failure;
    }
  }

  async write(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const { rows, receipts } = planBatch(batch);
    const stored = await this.#store(rows);
    return receipts.map((receipt, i) => {
      const delivery = batch[i];
      if (receipt.outcome !== "stored" || delivery === undefined || stored.has(delivery.articleId)) return receipt;
      return { seq: receipt.seq, outcome: "stale" };
    });
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }

  async #store(rows: readonly ArticleRow[]): Promise<ReadonlySet<string>> {
    if (rows.length === 0) return new Set();
    try {
      if (this.#pool === null) throw new Error("the store is not open");
      const answer = await this.#pool.query<{ id: string }>({
        name: "upsert",
        text: this.#upsert,
        values: columnsOf(rows),
      });
      return new Set(answer.rows.map((row) => row.id));
    } catch (error) {
      throw postgresError(this.#id, error);
    }
  }
}

/** One row an article, its newest: an upsert may not touch a row twice. Older ones in the batch are stale. */
function planBatch(batch: readonly Delivery[]): { rows: readonly ArticleRow[]; receipts: readonly Receipt[] } {
  const newest = new Map<string, { row: ArticleRow; at: number }>();
  const receipts: Receipt[] = [];
  for (const delivery of batch) {
    const { seq } = delivery;
    const made = rowOf(delivery);
    if (!made.ok) {
      receipts.push({ seq, outcome: "rejected", reason: made.reason });
      continue;
    }
    const before = newest.get(delivery.articleId);
    if (before !== undefined && before.row.revision >= made.row.revision) {
      receipts.push({ seq, outcome: "stale" });
      continue;
    }
    const older = before === undefined ? undefined : receipts[before.at];
    if (before !== undefined && older !== undefined) receipts[before.at] = { seq: older.seq, outcome: "stale" };
    newest.set(delivery.articleId, { row: made.row, at: receipts.length });
    receipts.push({ seq, outcome: "stored" });
  }
  return { rows: [...newest.values()].map((one) => one.row), receipts };
}

function columnsOf(rows: readonly ArticleRow[]): unknown[][] {
  return [
    rows.map((row) => row.id),
    rows.map((row) => row.url),
    rows.map((row) => row.revision),
    rows.map((row) => row.status),
    rows.map((row) => row.title),
    rows.map((row) => row.source),
    rows.map((row) => row.region),
    rows.map((row) => row.publishedAt),
    rows.map((row) => row.updatedAt),
    rows.map((row) => row.contentHash),
    rows.map((row) => row.at),
    rows.map((row) => row.record),
  ];
}

function upsertSql(table: string): string {
  const names = COLUMNS.map(([name]) => name);
  const set = names.slice(1).map((name) => `${name} = excluded.${name}`);
  const lists = COLUMNS.map(([, type], i) => `$${String(i + 1)}::${type}[]`);
  return `INSERT INTO "${table}" AS stored (${names.join(", ")})
    SELECT * FROM unnest(${lists.join(", ")})
    ON CONFLICT (id) DO UPDATE SET ${set.join(", ")}
    WHERE stored.revision < excluded.revision
    RETURNING id`;
}

async function makeTable(pool: pg.Pool, table: string): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${String(CREATE_LOCK)})`);
    if (await hasAllColumns(client, table)) {
      await client.query("COMMIT");
      return;
    }
    await client.query(
      `CREATE TABLE IF NOT EXISTS "${table}" (id text PRIMARY KEY, revision integer NOT NULL, status text NOT NULL)`,
    );
    // A table of an older version, or one made by hand, gets what it lacks.
    const added = COLUMNS.map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${name} ${type}`);
    await client.query(`ALTER TABLE "${table}" ${added.join(", ")}`);
    await client.query(`CREATE INDEX IF NOT EXISTS "${table}_published_at" ON "${table}" (published_at)`);
    await client.query("COMMIT");
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Asked first, so that a user who may write but not create or alter can deliver to a table made for him. */
async function hasAllColumns(client: pg.PoolClient, table: string): Promise<boolean> {
  const found = await client.query<{ attname: string }>(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
    [`"${table}"`],
  );
  const there = new Set(found.rows.map((row) => row.attname));
  return COLUMNS.every(([name]) => there.has(name));
}
