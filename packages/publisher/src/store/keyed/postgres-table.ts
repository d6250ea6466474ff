import type { PoolClient } from "pg";

import { StoreMisconfiguredError } from "../../errors.ts";
import { COLUMN_NAMES, type ColumnName } from "./row.ts";

/** Serialises concurrent makers of the table: IF NOT EXISTS does not. */
const CREATE_LOCK = 0x6361_6962;

/** Each column's type, and the types of a person's own table that hold the same without loss. */
const TYPES: Readonly<Record<ColumnName, readonly [string, ...string[]]>> = {
  id: ["text", "varchar", "bpchar"],
  url: ["text", "varchar"],
  revision: ["integer", "int4", "int8"],
  status: ["text", "varchar"],
  title: ["text", "varchar"],
  source: ["text", "varchar"],
  region: ["text", "varchar", "bpchar"],
  published_at: ["timestamptz"],
  updated_at: ["timestamptz"],
  content_hash: ["text", "varchar"],
  committed_at: ["timestamptz"],
  record: ["jsonb", "json", "text"],
};

/** `schema.table` or `table`, quoted. */
export function quotedName(table: string): string {
  return table
    .split(".")
    .map((part) => `"${part}"`)
    .join(".");
}

/**
 * One statement for so many rows, guarded by revision; it answers the ids that it wrote. Plain VALUES, not arrays and
 * unnest: a record inside an array is escaped here and read twice there, half as much again of our CPU.
 */
export function upsertSql(table: string, rows: number, guard: "<" | "<="): string {
  const lists: string[] = [];
  for (let row = 0; row < rows; row++) {
    const from = row * COLUMN_NAMES.length + 1;
    lists.push(`(${COLUMN_NAMES.map((_, i) => `$${String(from + i)}`).join(",")})`);
  }
  const set = COLUMN_NAMES.slice(1).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO ${quotedName(table)} AS stored (${COLUMN_NAMES.join(", ")})
    VALUES ${lists.join(",")}
    ON CONFLICT (id) DO UPDATE SET ${set.join(", ")}
    WHERE stored.revision ${guard} excluded.revision
    RETURNING id`;
}

/** Makes the table, or brings an older one up to date. Throws when something else stands in its place. */
export async function makeTable(client: PoolClient, storeId: string, table: string): Promise<void> {
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${String(CREATE_LOCK)})`);
  const name = quotedName(table);
  let there = await readColumns(client, name);
  // Asked first, so that a user who may write but not create or alter can deliver to a table made for him.
  if (!COLUMN_NAMES.every((column) => there.has(column))) {
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${name} (id text PRIMARY KEY, revision integer NOT NULL, status text NOT NULL)`,
    );
    const added = COLUMN_NAMES.map((column) => `ADD COLUMN IF NOT EXISTS ${column} ${TYPES[column][0]}`);
    await client.query(`ALTER TABLE ${name} ${added.join(", ")}`);
    // PostgreSQL cuts a name at 63 bytes, where it would be the table's own.
    const index = `${(table.split(".").at(-1) ?? table).slice(0, 50)}_published_at`;
    await client.query(`CREATE INDEX IF NOT EXISTS "${index}" ON ${name} (published_at)`);
    there = await readColumns(client, name);
  }
  refuseOtherTypes(storeId, table, there);
  // PostgreSQL itself says what else would be in the way: rights, a view, no unique id.
  await client.query(`EXPLAIN ${upsertSql(table, 1, "<")}`, Array<null>(COLUMN_NAMES.length).fill(null));
  await client.query("COMMIT");
}

async function readColumns(client: PoolClient, name: string): Promise<ReadonlyMap<string, string>> {
  const found = await client.query<{ attname: string; typname: string }>(
    `SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [name],
  );
  return new Map(found.rows.map(({ attname, typname }) => [attname, typname]));
}

/** A `revision` of type text would be compared as text: "10" before "9". */
function refuseOtherTypes(storeId: string, table: string, there: ReadonlyMap<string, string>): void {
  for (const column of COLUMN_NAMES) {
    const type = there.get(column);
    const [ours] = TYPES[column];
    if (type === undefined || TYPES[column].includes(type)) continue;
    throw new StoreMisconfiguredError({
      code: "E_STORE_COLUMN",
      what: `the column ${column} of a store's table has another type`,
      where: `${storeId}: ${table}`,
      why: `expected ${ours}, got ${type}`,
      next: "give the store another table, or correct the column",
    });
  }
}
