import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";

import { linesOf, namesIn, readCommitted } from "./read-lines-folder.ts";
import { recordOf, type StoreReading, type StoreRecord } from "./store-reading.ts";

const SPOOL = "_spool.jsonl";

/** Reads a parquet Store: every part of every day, and what is still spooled. */
export async function readParquet(folder: string): Promise<StoreReading> {
  const names = await namesIn(folder);
  const records: StoreRecord[] = [];
  for (const name of names.filter((one) => one.endsWith(".parquet")))
    records.push(...(await rowsOf(await readFile(join(folder, name)))));
  if (names.includes(SPOOL))
    records.push(...linesOf(await readCommitted(folder, SPOOL), SPOOL).map((line) => rowOf(JSON.parse(line))));
  return { name: folder, kind: "file", records };
}

/** The records of one parquet file. */
export async function rowsOf(bytes: Buffer): Promise<readonly StoreRecord[]> {
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end?: number): ArrayBuffer => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  return (await parquetReadObjects({ file, columns: ["record"] })).map(rowOf);
}

/** A row's `record` is the whole record as JSON; of a withdrawal, its tombstone. */
function rowOf(row: unknown): StoreRecord {
  const { record } = row as { readonly record: unknown };
  return recordOf(typeof record === "string" ? JSON.parse(record) : record);
}
