import { expect, test } from "vitest";

import { readLines } from "../read/read-lines.ts";
import { selectBox } from "./selector.ts";

const read = readLines(
  '<div class="wrap a"><div><div id="x" class="story"><p>甲</p></div></div></div><div id="y">乙</div>',
);
if (!read.ok) throw new Error(read.error.message);
const { page } = read;

test.each([
  ["#x", "x"],
  [".story", "x"],
  ["div.wrap .story", "x"],
  ["div.wrap > .story", null],
  ["div.wrap.a > div > #x", "x"],
  [".none, #y", "y"],
  ["p:first-child", null],
  ["", null],
])("%s finds %s", (selector, id) => {
  expect(selectBox(page, selector)?.element.attribs["id"] ?? null).toBe(id);
});
