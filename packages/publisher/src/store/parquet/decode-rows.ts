import { open, type FileHandle } from "node:fs/promises";

import { toBeijing, type HeldRecord } from "@caibian/schema";
import { parquetReadObjects, type AsyncBuffer } from "hyparquet";

import { COLUMNS, type ParquetRow } from "./columns.ts";

type Cells = Readonly<Record<string, unknown>>;

/** The rows of a parquet file of ours, held in memory. A column that an older version did not write is null. */
export async function decodeRows(bytes: Uint8Array): Promise<readonly ParquetRow[]> {
  const file = {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) => arrayBufferOf(bytes.subarray(start, end)),
  };
  return (await parquetReadObjects({ file })).map(rowOf);
}

/** What a parquet file on disk holds; only the columns that say so are read. */
export async function readHeldRows(path: string): Promise<readonly HeldRecord[]> {
  return withFile(path, async (file) => {
    const columns = ["id", "revision", "status", "content_hash"] satisfies (keyof ParquetRow)[];
    return (await parquetReadObjects({ file, columns })).map(heldOf);
  });
}

/** True when a parquet file on disk has a row of one of these articles. */
export async function hasRowOf(path: string, articleIds: ReadonlySet<string>): Promise<boolean> {
  return withFile(path, async (file) => {
    const rows = await parquetReadObjects({ file, columns: ["id"] });
    return rows.some((row) => articleIds.has(String(row["id"])));
  });
}

/** The file as it is now: one that is put in its place meanwhile does not mix with it. */
async function withFile<T>(path: string, read: (file: AsyncBuffer) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  try {
    const { size: byteLength } = await handle.stat();
    return await read({ byteLength, slice: (start, end = byteLength) => readAt(handle, start, end) });
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const buffer = new Uint8Array(end - start);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
  return buffer.buffer.slice(0, bytesRead);
}

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}

function heldOf({ id, revision, status, content_hash: hash }: Cells): HeldRecord {
  return {
    articleId: String(id),
    revision: Number(revision),
    status: String(status),
    contentHash: typeof hash === "string" ? hash : null,
  };
}

function rowOf(cells: Cells): ParquetRow {
  const row: Record<string, string | number | null> = {};
  for (const [name, kind] of Object.entries(COLUMNS)) {
    const cell = cells[name];
    if (cell === undefined || cell === null) row[name] = null;
    else if (kind === "time") row[name] = cell instanceof Date ? toBeijing(cell.getTime()) : null;
    else if (kind === "number") row[name] = Number(cell);
    else row[name] = typeof cell === "string" ? cell : JSON.stringify(cell);
  }
  // Every column is set above, and ours never leaves a required one empty.
  return row as unknown as ParquetRow;
}
