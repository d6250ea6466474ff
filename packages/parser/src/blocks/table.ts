import type { Line, Tag } from "../read/lines.ts";
import { tableOf } from "../read/tables.ts";

/** The table of data that a line stands in, or null: layout tables are no data. */
export function dataTableOf(line: Line): Tag | null {
  const table = line.cell === null ? null : tableOf(line.cell);
  const shape = table?.shape;
  // Two rows of two cells at least, and no table or heading inside.
  return shape !== null && shape !== undefined && shape.fullRows >= 2 && !shape.isLayout ? table : null;
}
