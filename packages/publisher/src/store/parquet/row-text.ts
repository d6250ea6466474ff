import { messageOf, type Delivery } from "@caibian/schema";

import { recordText, type RecordText } from "../record-text.ts";
import { COLUMNS, parquetRowOf, REQUIRED, type ColumnKind, type ParquetRow } from "./columns.ts";

const COLUMN_KINDS = Object.entries(COLUMNS) as (readonly [keyof ParquetRow, ColumnKind])[];

/**
 * The row of a Delivery as a line of JSON, or why no parquet file can have it. It is refused here, alone: once it is
 * spooled, the whole file would fail with it.
 */
export function rowText(delivery: Delivery, hasText: boolean): RecordText {
  const record = recordText(delivery);
  if (!record.ok) return record;
  try {
    const row = parquetRowOf(delivery, record.text, hasText);
    const reason = problemOf(row);
    return reason === null ? { ok: true, text: JSON.stringify(row) } : { ok: false, reason };
  } catch (error) {
    return { ok: false, reason: `no row can be made of it: ${messageOf(error)}` };
  }
}

function problemOf(row: ParquetRow): string | null {
  for (const [name, kind] of COLUMN_KINDS) {
    const value = row[name];
    if (value === null ? REQUIRED.has(name) : !fits(kind, value)) {
      return `the column ${name} cannot have "${String(value).slice(0, 80)}"`;
    }
  }
  return null;
}

function fits(kind: ColumnKind, value: unknown): boolean {
  if (kind === "number") return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
  return typeof value === "string" && (kind === "text" || !Number.isNaN(Date.parse(value)));
}
