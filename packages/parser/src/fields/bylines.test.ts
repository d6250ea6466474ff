import { expect, test } from "vitest";

import { bracketCredits, endByline, isBylineLine, parseByline } from "./bylines.ts";

const said = (text: string): string[] => parseByline(text).map(({ role, name }) => `${role} ${name}`);

test.each([
  ["记者 裴大力 实习生 张乐 报道", ["reporter 裴大力", "correspondent 张乐"]],
  ["本报记者顾小阳、张帆、徐锋", ["reporter 顾小阳", "reporter 张帆", "reporter 徐锋"]],
  ["责编：汤小瑶、丁涛", ["editor 汤小瑶", "editor 丁涛"]],
  ["记者/简小湘 通讯员/罗小莉", ["reporter 简小湘", "correspondent 罗小莉"]],
  ["作者：张　娅", ["author 张娅"]],
])("reads %s", (text, expected) => {
  expect(said(text)).toEqual(expected);
});

test.each([
  ["本报讯（记者 裴大力）3月，果园里一片忙碌。", ["reporter 裴大力"]],
  ["这让果农十分高兴。（张小峰）", ["author 张小峰"]],
  ["这让果农十分高兴。（评论员 罗小波 萧山川）", ["author 罗小波", "author 萧山川"]],
  ["他对记者表示（当时在场的还有两位编辑部同事。）", []],
])("finds the bracket in %s", (text, expected) => {
  expect(bracketCredits(text).map(({ role, name }) => `${role} ${name}`)).toEqual(expected);
});

test("cuts a byline off the end of a sentence and nothing else", () => {
  const text = "“我们要让果业成为富民产业。”负责人表示。(作者:周小禾)";

  const byline = endByline(text);

  expect(byline?.inside).toBe("作者:周小禾");
  expect(text.slice(0, byline?.start)).toBe("“我们要让果业成为富民产业。”负责人表示。");
  expect(endByline("果园丰收了。（柳河网编辑 孙小芳）")?.inside).toBe("柳河网编辑 孙小芳");
  expect(endByline("项目由文字编辑王某负责（编辑部在三楼办公区域，下午开放。）")).toBeNull();
});

test("tells byline lines from prose", () => {
  expect(isBylineLine("晚报首席记者 赵天乙")).toBe(true);
  expect(isBylineLine("记者从会上获悉，今年将新建三座桥。")).toBe(false);
});
