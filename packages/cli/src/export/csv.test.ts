import fc from "fast-check";
import { expect, test } from "vitest";

import { csvLine } from "./csv.ts";

/** RFC 4180, read back: what stands between commas that no quotes hold. */
function readLine(line: string): readonly string[] {
  const cells = line.slice(0, -2).match(/"(?:[^"]|"")*"|[^,"]+|,/g) ?? [];
  const read = [""];
  for (const cell of cells) {
    if (cell === ",") read.push("");
    else read[read.length - 1] = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
  }
  return read;
}

test("writes numbers, truth and nothing as they are, and quotes what would end a cell", () => {
  expect(csvLine(["防汛", 0.5, true, null, 'a "b", c', "一\n二"])).toBe('防汛,0.5,true,,"a ""b"", c","一\n二"\r\n');
});

test("no cell runs as a formula", () => {
  expect(csvLine(["=HYPERLINK(A1)", "+1", "-5℃", "@a", "\tb"])).toBe("'=HYPERLINK(A1),'+1,'-5℃,'@a,'\tb\r\n");
});

test("whatever the cells hold, they are read back", () => {
  const cell = fc.string({ unit: "binary" }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      expect(readLine(csvLine(cells))).toEqual(cells);
    }),
  );
});
