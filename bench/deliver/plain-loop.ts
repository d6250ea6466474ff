import { mkdirSync } from "node:fs";
import { open, rename, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";

import { SHARDS, type Article, type SqlPool } from "@caibian/schema";
import Database from "libsql";
import pg from "pg";

import { valueLists } from "./values-sql.ts";

/** A row of the log as the loop reads it. */
interface LogRow {
  readonly seq: string | number;
  readonly article_id: string;
  readonly revision: number;
  readonly at: string;
  readonly record: string;
}

/** Where the loop writes a batch; what it writes is durable when it answers. */
interface Target {
  write(rows: readonly LogRow[]): Promise<void>;
  close(): Promise<void>;
}

const BATCH = 100;
const READ = `SELECT l.seq, l.article_id, l.revision, l.at::text AS at, r.record
  FROM article_log l JOIN article_revision r ON r.article_id = l.article_id AND r.revision = l.revision
  WHERE l.shard = $1 AND l.seq > $2 ORDER BY l.seq LIMIT ${String(BATCH)}`;
const TYPES = {
  id: "text",
  url: "text",
  revision: "integer",
  status: "text",
  title: "text",
  source: "text",
  region: "text",
  published_at: "timestamptz",
  updated_at: "timestamptz",
  content_hash: "text",
  committed_at: "timestamptz",
} as const;
const COLUMNS = Object.keys(TYPES);

/** What a Store of this kind is given when one writes it by hand. */
export type PlainKind = "postgres" | "sqlite" | "jsonl";

/**
 * Milliseconds that a loop by hand takes for the whole log: it reads the rows in batches of 100, and writes them with the
 * Stores' guard and flush, as one would without caibian. PostgreSQL has four loops side by side; a file has one writer.
 */
export async function timePlain(log: SqlPool, kind: PlainKind, place: string): Promise<number> {
  const loops = kind === "postgres" ? 4 : 1;
  const startedAt = performance.now();
  const target = await targetOf(kind, place, loops);
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  const loop = async (): Promise<void> => {
    for (let shard = shards.pop(); shard !== undefined; shard = shards.pop()) {
      for (let after: string | number = 0, isLast = false; !isLast;) {
        const rows = (await log.query(READ, [shard, after])).rows as unknown as readonly LogRow[];
        if (rows.length > 0) await target.write(rows);
        after = rows.at(-1)?.seq ?? after;
        isLast = rows.length < BATCH;
      }
    }
  };
  await Promise.all(Array.from({ length: loops }, loop));
  const tookMs = performance.now() - startedAt;
  await target.close();
  return tookMs;
}

function targetOf(kind: PlainKind, place: string, loops: number): Promise<Target> {
  switch (kind) {
    case "postgres":
      return postgresTable(place, loops);
    case "sqlite":
      return Promise.resolve(sqliteTable(place));
    case "jsonl":
      return jsonlFile(place);
    default:
      return kind satisfies never;
  }
}

function columnsOf(row: LogRow): readonly (string | number | null)[] {
  const article = JSON.parse(row.record) as Article;
  const { id, url, status, title, source, region, publishedAt, updatedAt, contentHash } = article;
  const named = [id, url, row.revision, status, title, source?.name ?? null, region?.code ?? null];
  return [...named, publishedAt, updatedAt, contentHash, row.at];
}

async function postgresTable(url: string, connections: number): Promise<Target> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const names = [...COLUMNS, "record"];
  await pool.query(
    `CREATE TABLE articles (${Object.entries(TYPES)
      .map((column) => column.join(" "))
      .join(", ")}, record jsonb, PRIMARY KEY (id))`,
  );
  await pool.query("CREATE INDEX ON articles (published_at)");
  const upsertOf = (rows: number): string => `INSERT INTO articles AS stored (${names.join(", ")})
    VALUES ${valueLists(rows, names.length)}
    ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}
    WHERE stored.revision < excluded.revision`;
  const full = upsertOf(BATCH);
  return {
    async write(rows) {
      const values = rows.flatMap((row) => [...columnsOf(row), row.record]);
      await pool.query(
        rows.length === BATCH ? { name: "write", text: full, values } : { text: upsertOf(rows.length), values },
      );
    },
    close: () => pool.end(),
  };
}

function sqliteTable(folder: string): Target {
  mkdirSync(folder, { recursive: true });
  const database = new Database(join(folder, "articles.db"));
  const names = [...COLUMNS, "record"];
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  database.exec(`CREATE TABLE articles (id TEXT PRIMARY KEY, ${names.slice(1).join(", ")})`);
  database.exec("CREATE INDEX articles_published_at ON articles (published_at)");
  const upsert = database.prepare<(string | number | null)[]>(
    `INSERT INTO articles (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})
     ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}
     WHERE articles.revision < excluded.revision`,
  );
  return {
    write(rows) {
      database.exec("BEGIN IMMEDIATE");
      for (const row of rows) upsert.run(...columnsOf(row), row.record);
      database.exec("COMMIT");
      return Promise.resolve();
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

/** Lines, and a sidecar that says how much of the file counts: both flushed before the batch is done. */
async function jsonlFile(folder: string): Promise<Target> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "articles.jsonl");
  const file = await open(path, "a");
  let length = 0;
  return {
    async write(rows) {
      const lines = Buffer.from(rows.map((row) => `${row.record}\n`).join(""), "utf8");
      await file.appendFile(lines);
      await file.datasync();
      length += lines.length;
      await replace(`${path}.state`, JSON.stringify({ length, seq: rows.at(-1)?.seq }));
    },
    close: () => file.close(),
  };
}

async function replace(path: string, text: string): Promise<void> {
  const fresh = await open(`${path}.new`, "w");
  await flushed(fresh, () => fresh.writeFile(text));
  await rename(`${path}.new`, path);
  const folder = await open(dirname(path), "r");
  await flushed(folder);
}

async function flushed(file: FileHandle, write?: () => Promise<void>): Promise<void> {
  try {
    await write?.();
    await file.sync();
  } finally {
    await file.close();
  }
}
