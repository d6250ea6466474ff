import { expect, test } from "vitest";

import { clip, table, widthOf } from "./table.ts";

test("Han characters take two columns, and columns line up", () => {
  expect(widthOf("苏州a")).toBe(5);
  expect(
    table(
      ["名称", "n"],
      [
        ["苏州日报", 7],
        ["ab", 12],
      ],
    ).split("\n"),
  ).toEqual(["名称       n", "────────  ──", "苏州日报   7", "ab        12"]);
});

test("text from a page cannot steer the terminal", () => {
  expect(clip("标题\u001b[31m\u202e红\n", 40)).toBe("标题 [31m 红 ");
  expect(clip("一二三四五六", 6)).toBe("一二…");
});
