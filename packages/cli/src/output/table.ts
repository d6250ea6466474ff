const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
// Control and direction characters of foreign text must not reach a terminal.
const UNSAFE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Columns on a terminal: Han and full-width characters take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** Foreign text on one line, without what could steer a terminal, cut to a width. */
export function clip(text: string, width: number): string {
  const plain = text.replace(UNSAFE, " ");
  if (widthOf(plain) <= width) return plain;
  let cut = "";
  let used = 0;
  for (const character of plain) {
    const next = used + (WIDE.test(character) ? 2 : 1);
    if (next > width - 1) break;
    cut += character;
    used = next;
  }
  return `${cut}…`;
}

/** Rows set in columns, for people. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  options: { readonly maxColumn?: number } = {},
): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => clip(String(cell), options.maxColumn ?? 60)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        return numeric[column] === true ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  const [first = [], ...rest] = cells;
  return [line(first), widths.map((width) => "─".repeat(width)).join("  "), ...rest.map(line)].join("\n");
}
