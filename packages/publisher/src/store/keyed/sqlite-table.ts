import type Database from "libsql";

import { StoreMisconfiguredError } from "../../errors.ts";
import { COLUMN_NAMES, type ColumnName } from "./row.ts";

type Connection = InstanceType<typeof Database>;

const TYPES: Readonly<Record<ColumnName, string>> = {
  id: "TEXT PRIMARY KEY NOT NULL",
  url: "TEXT",
  revision: "INTEGER NOT NULL",
  status: "TEXT NOT NULL",
  title: "TEXT",
  source: "TEXT",
  region: "TEXT",
  published_at: "TEXT",
  updated_at: "TEXT",
  content_hash: "TEXT",
  committed_at: "TEXT",
  record: "TEXT",
};

/** One row, guarded by revision. */
export function upsertSql(table: string, guard: "<" | "<="): string {
  const set = COLUMN_NAMES.slice(1).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO "${table}" AS stored (${COLUMN_NAMES.join(", ")})
    VALUES (${COLUMN_NAMES.map(() => "?").join(", ")})
    ON CONFLICT (id) DO UPDATE SET ${set.join(", ")}
    WHERE stored.revision ${guard} excluded.revision`;
}

/**
 * Makes the table, or brings an older one up to date. Throws when something else stands in its place. A plain table:
 * WITHOUT ROWID, records of 4 KB lie in the tree of the key itself, and writing took twice as long.
 */
export function makeTable(db: Connection, where: string, table: string): void {
  db.exec("BEGIN IMMEDIATE");
  const columns = COLUMN_NAMES.map((name) => `${name} ${TYPES[name]}`);
  db.exec(`CREATE TABLE IF NOT EXISTS "${table}" (${columns.join(", ")})`);
  const there = readColumns(db, table);
  for (const name of COLUMN_NAMES) {
    const type = there.get(name);
    if (type === undefined) db.exec(`ALTER TABLE "${table}" ADD COLUMN ${name} ${addedType(name)}`);
    else if (!holds(type, TYPES[name])) throw otherType(where, table, name, type);
  }
  db.exec(`CREATE INDEX IF NOT EXISTS "${table}_published_at" ON "${table}" (published_at)`);
  db.exec("COMMIT");
}

function readColumns(db: Connection, table: string): ReadonlyMap<string, string> {
  const rows = db.prepare<[string]>("SELECT name, type FROM pragma_table_info(?)").all(table) as readonly {
    readonly name: string;
    readonly type: string;
  }[];
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** A column that is added has no value in the rows that are there; revision 0 is older than any. */
function addedType(name: ColumnName): string {
  if (name === "revision") return "INTEGER NOT NULL DEFAULT 0";
  if (name === "status") return "TEXT NOT NULL DEFAULT 'usable'";
  return TYPES[name];
}

/** By SQLite's own rule of affinity: a revision in a TEXT column would be compared as text. */
function holds(type: string, ours: string): boolean {
  return ours.startsWith("INTEGER") ? /INT/i.test(type) : /CHAR|CLOB|TEXT/i.test(type) && !/INT/i.test(type);
}

function otherType(where: string, table: string, column: ColumnName, type: string): StoreMisconfiguredError {
  return new StoreMisconfiguredError({
    code: "E_STORE_COLUMN",
    what: `the column ${column} of a store's table has another type`,
    where: `${where}: ${table}`,
    why: `expected ${TYPES[column]}, got ${type === "" ? "none" : type}`,
    next: "give the store another table, or correct the column",
  });
}
