import { loadDom } from "@caibian/page";
import { expect, test } from "vitest";

import { walk } from "../read/walk.ts";
import { selectBox } from "./selector.ts";

const dom = loadDom(
  '<div class="wrap a"><div><div id="x" class="story"><p>甲</p></div></div></div><div id="y">乙</div>',
);
if (!dom.ok) throw new Error(dom.error.message);
const page = walk(dom.root);

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
