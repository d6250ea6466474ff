import fc from "fast-check";
import { expect, test } from "vitest";

import { tidy } from "../text/fold.ts";
import { bracketCredits, endByline, infoLineReporter, isBylineLine, parseByline } from "./bylines.ts";

const squash = (text: string): string =>
  tidy(text)
    .replaceAll(/[\s\u3000]/g, "")
    .replaceAll(/[•∙・‧]/g, "·");
const said = (text: string): string[] => parseByline(text).map(({ role, name }) => `${role} ${name}`);

test.each([
  ["记者 裴大力 实习生 张乐 报道", ["reporter 裴大力", "correspondent 张乐"]],
  ["本报记者顾小阳、张帆、徐锋", ["reporter 顾小阳", "reporter 张帆", "reporter 徐锋"]],
  ["责编：汤小瑶、丁涛", ["editor 汤小瑶", "editor 丁涛"]],
  ["记者/简小湘 通讯员/罗小莉", ["reporter 简小湘", "correspondent 罗小莉"]],
  ["作者：张　娅", ["author 张娅"]],
  ["本报记者 周小禾 郑一鸣 通讯员 柳农宣", ["reporter 周小禾", "reporter 郑一鸣", "correspondent 柳农宣"]],
  [
    "湖东日报全媒记者 周小禾 通讯员 郑一鸣 齐艳 摄",
    ["photographer 周小禾", "photographer 郑一鸣", "photographer 齐艳"],
  ],
  ["◎文/柳报融媒记者 周小禾 图/柳报融媒记者 郑一鸣", ["reporter 周小禾", "reporter 郑一鸣"]],
  ["责编：范小东 编辑：山小桦 校对：张静", ["editor 范小东", "editor 山小桦", "proofreader 张静"]],
  ["总监制：邹小明 监制：高明勇 责编：黄小南 PN269", ["editor 黄小南 PN269"]],
  ["全媒体记者　 周小禾 通讯员 柳妇宣", ["reporter 周小禾", "correspondent 柳妇宣"]],
  ["柳河日报首席记者 赵天乙", ["reporter 赵天乙"]],
  ["周小禾 摄影报道", ["author 周小禾"]],
  ["周小禾、郑一鸣 文/图", ["author 周小禾", "author 郑一鸣"]],
  ["本报记者 周小禾 摄影报道", ["reporter 周小禾"]],
])("reads %s", (text, expected) => {
  expect(said(text)).toEqual(expected);
});

test.each([
  ["本报讯（记者 裴大力）3月，果园里一片忙碌。", ["reporter 裴大力"]],
  ["这让果农十分高兴。（张小峰）", ["author 张小峰"]],
  ["图为启动仪式。（刘小通摄）", ["photographer 刘小通"]],
  ["本报讯（罗小勇 记者 江小潇）3月，果园", ["correspondent 罗小勇", "reporter 江小潇"]],
  ["本报讯（ 记者 周小禾）果园里一片忙碌。", ["reporter 周小禾"]],
  ["柳河晚报讯 记者周小禾报道：果园里一片忙碌。", ["reporter 周小禾"]],
  ["果园里一片忙碌。(柳河网/周小禾)", ["author 周小禾"]],
  ["果园里一片忙碌。（某华社）", []],
  ["果园里一片忙碌。（高清）", []],
  ["这让果农十分高兴。（评论员 罗小波 萧山川）", ["author 罗小波", "author 萧山川"]],
  ["还能查看车辆到站时间。(通讯员 胡小斌 桂小兵)", ["correspondent 胡小斌", "correspondent 桂小兵"]],
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

test.each([
  ["果农们笑开了颜。（周小禾 摄影报道）", "周小禾 摄影报道"],
  ["果农们笑开了颜。(周小禾　郑一鸣　文/图)", "周小禾　郑一鸣　文/图"],
  ["果农们笑开了颜。（李 娅摄影报道）", "李 娅摄影报道"],
  // What a reporter signs in the last sentence stays, as the medium printed it; so does what is no byline.
  ["果农们笑开了颜。（本报记者 周小禾 摄影报道）", undefined],
  ["他展出了多年来的作品（果园新貌 摄影报道）", undefined],
  ["大赛设两个组（纪实摄影、新闻摄影报道）", undefined],
])("cuts who wrote and took the pictures off %s", (text, inside) => {
  expect(endByline(text)?.inside).toBe(inside);
});

test("tells byline lines from prose", () => {
  expect(isBylineLine("晚报首席记者 赵天乙")).toBe(true);
  expect(isBylineLine("文/记者周小禾")).toBe(true);
  expect(isBylineLine("□本报记者 周小禾")).toBe(true);
  expect(isBylineLine("记者节快乐")).toBe(false);
  expect(isBylineLine("记者从会上获悉，今年将新建三座桥。")).toBe(false);
});

test.each([
  ["聯合報 記者林小誼／即時報導", "林小誼"],
  ["上報快訊／范姜小鈺 2020年03月12日 20:19:00", "范姜小鈺"],
  ["◎ 記者林小謙/採訪報導", "林小謙"],
  ["【聯合報╱記者陳小君／即時報導】", "陳小君"],
  ["新华社记者廖小杰摄", undefined],
  ["首頁／生活", undefined],
])("finds who wrote in the info line %s", (text, name) => {
  expect(infoLineReporter(text)?.name).toBe(name);
});

test("reads any text without throwing, and names stand in it", () => {
  const pieces = fc.constantFrom(
    "记者",
    "通讯员",
    " ",
    "周小禾",
    "（",
    "）",
    "：",
    "/",
    "摄",
    "本报",
    "讯",
    "责编",
    "NN25",
    "。",
    "文",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      endByline(text);
      isBylineLine(text);
      const reporter = infoLineReporter(text);
      const found = [...parseByline(text), ...bracketCredits(text), ...(reporter === null ? [] : [reporter])];
      for (const { name } of found) expect(squash(text.normalize("NFKC"))).toContain(squash(name.normalize("NFKC")));
    }),
  );
});
