import { toBeijing } from "@caibian/schema";

import { LedgerError } from "../errors.ts";

/** A row as the driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A text column that is never null. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw unexpected(column, "text", value);
  return value;
}

/** A text column, or null. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null || row[column] === undefined ? null : text(row, column);
}

/** An integer column; int8 comes as text. */
export function int(row: Row, column: string): number {
  const value = Number(row[column] ?? Number.NaN);
  if (!Number.isSafeInteger(value)) throw unexpected(column, "an integer", row[column]);
  return value;
}

/** An integer column, or null. */
export function intOrNull(row: Row, column: string): number | null {
  return row[column] === null || row[column] === undefined ? null : int(row, column);
}

/** A time column as epoch milliseconds. */
export function epochMs(row: Row, column: string): number {
  const value = row[column];
  if (!(value instanceof Date)) throw unexpected(column, "a time", value);
  return value.getTime();
}

/** A time column as epoch milliseconds, or null. */
export function epochMsOrNull(row: Row, column: string): number | null {
  return row[column] === null || row[column] === undefined ? null : epochMs(row, column);
}

/** A time column as ISO 8601 with +08:00. */
export function time(row: Row, column: string): string {
  return toBeijing(epochMs(row, column));
}

/** A column of seconds since the epoch as ISO 8601 with +08:00. */
export function timeOfSeconds(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "number") throw unexpected(column, "seconds", value);
  return toBeijing(value * 1000);
}

/** A time column as ISO 8601 with +08:00, or null. */
export function timeOrNull(row: Row, column: string): string | null {
  const value = epochMsOrNull(row, column);
  return value === null ? null : toBeijing(value);
}

function unexpected(column: string, wanted: string, value: unknown): LedgerError {
  return new LedgerError({
    code: "E_LEDGER_ROW",
    what: `a row of the ledger is not as expected`,
    where: column,
    why: `expected ${wanted}, got ${JSON.stringify(value)}`,
  });
}
