import { expect, test } from "vitest";

import { alignToGold } from "./align.ts";

const FIRST = "柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条。";
const SECOND = "据介绍，今年全县计划改造老果园三千亩，引进新品种六个。";
const GOLD = `${FIRST}\n${SECOND}`;

test("lines of the gold are story, others are not", () => {
  const lines = ["首页 新闻 视频", FIRST, "分享到微博", SECOND, "相关新闻：邻县桃花开了"];

  expect(alignToGold(lines, GOLD, [])).toEqual(["other", "story", "other", "story", "other"]);
});

test("blanks, width and punctuation make no difference", () => {
  const lines = [FIRST.replace("，", ", "), `\u3000\u3000${SECOND}`];

  expect(alignToGold(lines, GOLD, [])).toEqual(["story", "story"]);
});

test("a line that the page shows twice is story where it stands in the gold's order", () => {
  expect(alignToGold([SECOND, "推荐阅读", FIRST, SECOND], GOLD, [])).toEqual(["other", "other", "story", "story"]);
});

test("a long line that differs from the gold in a few words is story, a short one is not", () => {
  const longer = FIRST.replace("忙碌", "热闹");

  expect(alignToGold([longer, "果园里热闹"], GOLD, [])).toEqual(["story", "other"]);
});

test("lines that may be in or out, and empty ones, teach nothing", () => {
  expect(alignToGold(["果园忙碌", "", FIRST], GOLD, ["果园忙碌"])).toEqual(["ignore", "ignore", "story"]);
});
