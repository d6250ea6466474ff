import { setImmediate as breathe } from "node:timers/promises";

import { ByteWriter, ParquetWriter, type ColumnSource } from "hyparquet-writer";

import { COLUMNS, parquetSchema, type ColumnKind, type ParquetRow } from "./columns.ts";

/** Most text of one row group: it is encoded in one go, and nothing else runs meanwhile. */
const GROUP_CHARS = 2_000_000;
const GROUP_ROWS = 5_000;
const NAMES = Object.keys(COLUMNS) as (keyof ParquetRow)[];

/** Long texts of which no two are alike: looking for a dictionary, or for the least and the greatest, is lost time. */
const LONG: ReadonlySet<keyof ParquetRow> = new Set(["text", "record"]);

/** How columns are compressed. */
export type ParquetCodec = "snappy" | "none";

/** The bytes of a parquet file with these rows. */
export async function encodeRows(rows: readonly ParquetRow[], codec: ParquetCodec): Promise<Uint8Array> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: parquetSchema(),
    codec: codec === "snappy" ? "SNAPPY" : "UNCOMPRESSED",
    createdBy: "caibian",
  });
  for (const group of groupsOf(rows)) {
    const columnData = NAMES.map((name) => columnOf(name, group));
    await file.write({ columnData, rowGroupSize: group.length });
    await breathe();
  }
  await file.finish();
  return writer.getBytes();
}

function columnOf(name: keyof ParquetRow, rows: readonly ParquetRow[]): ColumnSource {
  const data = rows.map((row) => toColumn(COLUMNS[name], row[name]));
  return LONG.has(name) ? { name, data, encoding: "PLAIN", statistics: false } : { name, data };
}

function toColumn(kind: ColumnKind, value: string | number | null): string | number | Date | null {
  return kind === "time" && typeof value === "string" ? new Date(value) : value;
}

function* groupsOf(rows: readonly ParquetRow[]): Generator<readonly ParquetRow[]> {
  let start = 0;
  let chars = 0;
  for (const [i, row] of rows.entries()) {
    const size = row.record.length + (row.text?.length ?? 0);
    if (i > start && (chars + size > GROUP_CHARS || i - start >= GROUP_ROWS)) {
      yield rows.slice(start, i);
      start = i;
      chars = 0;
    }
    chars += size;
  }
  if (start < rows.length) yield rows.slice(start);
}
