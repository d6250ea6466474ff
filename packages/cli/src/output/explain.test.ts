import { expect, test } from "vitest";

import { explainLines } from "./explain.ts";

test("numbers and marks each line, and counts the reasons below", () => {
  const text = explainLines([
    { text: "果园忙碌", score: -2, fate: "title", why: "the headline" },
    { text: "果农们抢抓农时修剪枝条。", score: 24, fate: "kept", why: null },
    { text: "分享到：", score: -3, fate: "share/bar", why: "share tools" },
    { text: "打印\u001b[2J", score: -3, fate: "outside", why: "below the story" },
  ]);

  expect(text.split("\n")).toEqual([
    "1 T    -2  title      果园忙碌",
    "2 +    24  kept       果农们抢抓农时修剪枝条。",
    "3 -    -3  share/bar  分享到：",
    "4      -3  outside    打印 [2J",
    "",
    "    1 × title      the headline",
    "    1 × kept       the story",
    "    1 × share/bar  share tools",
    "    1 × outside    below the story",
  ]);
});

test("a page without lines has nothing to explain", () => {
  expect(explainLines([])).toBe("");
});
