import { readFile } from "node:fs/promises";
import Database from "libsql";
import pg from "pg";

import { recordOf, type StoreReading, type StoreRecord } from "./store-reading.ts";

/** Reads a jsonl Store's file; a file that is not there yet is an empty Store. Throws on a torn line. */
export async function readJsonl(path: string): Promise<StoreReading> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  if (text !== "" && !text.endsWith("\n")) throw new Error(`Expected ${path} to end in a whole line`);
  const lines = text.split("\n").filter((line) => line !== "");
  return { name: path, kind: "file", records: lines.map((line) => recordOf(JSON.parse(line))) };
}

/** Reads a SQLite Store's table (columns id, url, revision, status, record). */
export function readSqlite(path: string, table = "articles"): StoreReading {
  const database = new Database(path, { readonly: true });
  try {
    const rows: unknown[] = database.prepare(`SELECT id, url, revision, status, record FROM "${table}"`).all();
    return { name: `${path}#${table}`, kind: "keyed", records: rows.map(recordOfRow) };
  } finally {
    database.close();
  }
}

/** Reads a PostgreSQL Store's table (columns id, url, revision, status, record). */
export async function readPostgres(url: string, table = "articles"): Promise<StoreReading> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT id, url, revision, status, record FROM "${table}"`,
    );
    return { name: `postgres#${table}`, kind: "keyed", records: rows.map(recordOfRow) };
  } finally {
    await client.end();
  }
}

/**
 * Makes a StoreRecord of a keyed Store's row (id, url, revision, status, record). `record` is text in SQLite, jsonb in
 * PostgreSQL, null or absent for a withdrawal; PostgreSQL gives bigint as text.
 */
export function recordOfRow(row: unknown): StoreRecord {
  const { id, url, revision, status, record } = row as Readonly<Record<string, unknown>>;
  const parsed: unknown = typeof record === "string" ? JSON.parse(record) : record;
  const content = typeof parsed === "object" && parsed !== null && "title" in parsed ? recordOf(parsed).record : null;
  return {
    id: String(id),
    url: typeof url === "string" ? url : null,
    revision: Number(revision),
    status: String(status),
    record: content,
  };
}
