import fc from "fast-check";
import { expect, test } from "vitest";

import { WordIndex } from "./word-index.ts";

const index = new WordIndex([["备案", "ICP"], ["赞"], ["all rights"], ["@"]]);

test.each([
  ["备案号", [0]],
  ["浙 I C P 备", [0]],
  ["浙ＩＣＰ备", [0]],
  ["备 案", [0]],
  ["备用", []],
  ["赞", [1]],
  ["赞 | 踩", [1]],
  ["赞美", []],
  ["点赞美食", []],
  ["ALL RIGHTS reserved", [2]],
  ["also", []],
  ["a@b.example", [3]],
  ["", []],
] as const)("finds in %s the rules %s", (text, rules) => {
  expect(index.find(text)).toEqual(rules);
});

test("a word of two characters is found wherever it stands", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, after) => {
      expect(index.find(`${before}备案${after}`)).toContain(0);
    }),
  );
});

test("a rule for short lines is not found in longer ones", () => {
  const tiered = new WordIndex([["备案"], ["备案", "赞"]], [20, 150]);

  const found = [10, 30, 120, 200, 300].map((length) => tiered.find(`备案${"，".repeat(length)}`));

  expect(found).toEqual([[0, 1], [1], [1], [], []]);
});
