import type { PoolConnection, RowDataPacket } from "mysql2/promise";

import { StoreMisconfiguredError, StoreTransientError } from "../../errors.ts";
import { COLUMN_NAMES, type ColumnName } from "./row.ts";

/** Serialises makers of the table: a second one would find half of it. */
const CREATE_LOCK = "caibian makes a table";
const LOCK_SECONDS = 20;

/** A statement that nobody answers fails after this time, in milliseconds. */
const STATEMENT_MS = 30_000;

const TEXT = "CHARACTER SET utf8mb4";
/** Each column's type; times are UTC. */
const TYPES: Readonly<Record<ColumnName, string>> = {
  id: "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY",
  url: `TEXT ${TEXT}`,
  revision: "INT NOT NULL",
  status: "VARCHAR(16) CHARACTER SET ascii NOT NULL",
  title: `TEXT ${TEXT}`,
  source: `TEXT ${TEXT}`,
  region: "VARCHAR(16) CHARACTER SET ascii",
  published_at: "DATETIME",
  updated_at: "DATETIME",
  content_hash: "VARCHAR(80) CHARACTER SET ascii",
  committed_at: "DATETIME",
  record: "JSON",
};
/** Types of a person's own table that hold the same, as information_schema names them. */
const TEXTS = ["char", "varchar", "text", "mediumtext", "longtext"];
const TIMES = ["datetime", "timestamp"];
const TAKEN: Readonly<Record<ColumnName, readonly string[]>> = {
  id: ["char", "varchar"],
  url: TEXTS,
  revision: ["int", "bigint"],
  status: TEXTS,
  title: TEXTS,
  source: TEXTS,
  region: TEXTS,
  published_at: TIMES,
  updated_at: TIMES,
  content_hash: TEXTS,
  committed_at: TIMES,
  // MariaDB's JSON is a longtext with a check.
  record: ["json", "longtext"],
};

/** A statement with its bound in time: mysql2 has none of its own. */
export function timed(sql: string): { readonly sql: string; readonly timeout: number } {
  return { sql, timeout: STATEMENT_MS };
}

/** Locks the rows that are there, and says how new they are. */
export function lockSql(table: string, rows: number): string {
  return `SELECT id, revision FROM \`${table}\` WHERE id IN (${Array(rows).fill("?").join(",")}) FOR UPDATE`;
}

/**
 * One statement for so many rows. It is guarded although the rows are locked: one that was not there yet may have come
 * from another writer. Assignments are made from left to right: `revision` decides and is the last.
 */
export function upsertSql(table: string, rows: number, guard: "<" | "<="): string {
  const row = `(${COLUMN_NAMES.map(() => "?").join(",")})`;
  const set = [...COLUMN_NAMES.filter((name) => name !== "id" && name !== "revision"), "revision"].map(
    (name) => `${name} = IF(revision ${guard} VALUES(revision), VALUES(${name}), ${name})`,
  );
  return `INSERT INTO \`${table}\` (${COLUMN_NAMES.join(", ")}) VALUES ${Array(rows).fill(row).join(",")}
    ON DUPLICATE KEY UPDATE ${set.join(", ")}`;
}

/** Makes the table, or brings an older one up to date. Throws when something else stands in its place. */
export async function makeTable(connection: PoolConnection, storeId: string, table: string): Promise<void> {
  await takeLock(connection, storeId);
  try {
    let there = await readColumns(connection, table);
    // Asked first, so that a user who may write but not create or alter can deliver to a table made for him.
    const missing = COLUMN_NAMES.filter((name) => !there.has(name));
    if (there.size === 0) await connection.query(timed(createSql(table)));
    else if (missing.length > 0) {
      const added = missing.map((name) => `ADD COLUMN ${name} ${TYPES[name]}`);
      await connection.query(timed(`ALTER TABLE \`${table}\` ${added.join(", ")}`));
    }
    if (missing.length > 0) there = await readColumns(connection, table);
    refuseOtherTypes(storeId, table, there);
    await refuseWithoutKey(connection, storeId, table);
  } finally {
    await connection.query(timed("SELECT RELEASE_LOCK(?)"), [CREATE_LOCK]);
  }
}

function createSql(table: string): string {
  const columns = COLUMN_NAMES.map((name) => `${name} ${TYPES[name]}`);
  return `CREATE TABLE \`${table}\` (${columns.join(", ")}, INDEX published_at (published_at)) ENGINE = InnoDB`;
}

async function takeLock(connection: PoolConnection, storeId: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(timed("SELECT GET_LOCK(?, ?) AS taken"), [
    CREATE_LOCK,
    LOCK_SECONDS,
  ]);
  if (Number(rows[0]?.["taken"]) === 1) return;
  throw new StoreTransientError({
    code: "E_STORE_BUSY",
    what: "another process makes the tables of a store's MySQL",
    where: storeId,
    why: `it took more than ${String(LOCK_SECONDS)} s`,
    next: "nothing: it is tried again",
  });
}

async function readColumns(connection: PoolConnection, table: string): Promise<ReadonlyMap<string, string>> {
  const [rows] = await connection.query<RowDataPacket[]>(
    timed(`SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = ?`),
    [table],
  );
  return new Map(rows.map(({ name, type }) => [String(name), String(type).toLowerCase()]));
}

function refuseOtherTypes(storeId: string, table: string, there: ReadonlyMap<string, string>): void {
  for (const column of COLUMN_NAMES) {
    const type = there.get(column) ?? "none";
    if (TAKEN[column].includes(type)) continue;
    throw inTheWay(storeId, table, `the column ${column} has another type`, `expected ${TYPES[column]}, got ${type}`);
  }
}

/** Without a key, every write of an article would be a row of its own. */
async function refuseWithoutKey(connection: PoolConnection, storeId: string, table: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    timed(`SELECT index_name FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0
     GROUP BY index_name HAVING COUNT(*) = 1 AND MAX(column_name) = 'id'`),
    [table],
  );
  if (rows.length === 0)
    throw inTheWay(storeId, table, "it has no key", "expected a primary or unique key on id alone");
}

function inTheWay(storeId: string, table: string, what: string, why: string): StoreMisconfiguredError {
  return new StoreMisconfiguredError({
    code: "E_STORE_TABLE",
    what: `a store's table is not one that we can write to: ${what}`,
    where: `${storeId}: ${table}`,
    why,
    next: "give the store another table, or correct this one",
  });
}
