import type { FlatValue } from "@caibian/schema/shape";

/** A first character that makes a spreadsheet take the cell for a formula, and run it. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/** One line of CSV (RFC 4180), with its line end. Cells that a spreadsheet would run get a `'` in front. */
export function csvLine(cells: readonly FlatValue[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(value: FlatValue): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
