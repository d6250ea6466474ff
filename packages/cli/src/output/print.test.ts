import { expect, test } from "vitest";

import { formatJson } from "./print.ts";

test("numbers of an array share a line, and no string is touched", () => {
  const value = {
    sketch: [1, 2, 30],
    title: "[ 1, 2 ]",
    text: "编号 [ 12 ]\n[\n  3\n]　文件[　3　]",
    nested: [[1], ["a"]],
  };

  const text = formatJson(value);

  expect(JSON.parse(text)).toEqual(value);
  expect(text).toMatch(/"sketch": \[1, 2, 30\]/);
});
