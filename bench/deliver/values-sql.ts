/** `($1,$2,…),(…)` for so many rows of so many columns: the quickest way to send records, see ADR 0022. */
export function valueLists(rows: number, columns: number): string {
  return Array.from({ length: rows }, (_, row) => {
    const places = Array.from({ length: columns }, (__, column) => `$${String(row * columns + column + 1)}`);
    return `(${places.join(",")})`;
  }).join(",");
}
