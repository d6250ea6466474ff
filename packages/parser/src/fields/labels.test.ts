import fc from "fast-check";
import { expect, test } from "vitest";

import { cutLabels } from "./labels.ts";

const cut = (text: string): string[] => cutLabels(text, []).map(({ field, value }) => `${field} ${value}`);

test.each([
  ["来源:苏州高新区 | 2021-06-07 16:05:02 |", ["source 苏州高新区"]],
  ["2019-09-26 12:11来源：证券时报网作者：李某某", ["source 证券时报网", "author 李某某"]],
  ["来\u3000源：某地日报\u3000\u3000作\u00A0者：张 娅", ["source 某地日报", "author 张 娅"]],
  ["［来源：柳河网］［作者：周小禾］", ["source 柳河网", "author 周小禾"]],
  ["责任编辑： 周小禾 打印本页", ["editor 周小禾", "drop "]],
  ["編輯／何二川", ["editor 何二川"]],
  ["编辑丨何二川", ["editor 何二川"]],
  ["柳河网编辑：何二川", ["editor 何二川"]],
  ["（责编：陈一诺、何二川）", ["editor 陈一诺、何二川"]],
])("cuts %s", (text, expected) => {
  expect(cut(text)).toEqual(expected);
});

test.each(["（资料来源：参考消息）", "数据来源：统计局", "收入来源主要靠果园", "他是一名文字编辑，负责校对工作"])(
  "finds no label in %s",
  (text) => {
    expect(cut(text)).toEqual([]);
  },
);

test("values lie inside the line, in order", () => {
  const pieces = fc.constantFrom(
    "来源",
    "：",
    "作者",
    " ",
    "\u3000",
    "张三",
    "|",
    "（",
    "）",
    "编辑",
    "2021-06-07",
    "来\u3000源:",
  );
  fc.assert(
    fc.property(
      fc.array(pieces).map((parts) => parts.join("")),
      (text) => {
        let last = 0;
        for (const { start, end, value } of cutLabels(text, [])) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(text.slice(start, end)).toContain(value);
          last = start;
        }
      },
    ),
  );
});

test("a label between two spans needs no colon", () => {
  const text = "湖东晚报2024-07-15 09:08:44责任编辑 黄一蕾";

  expect(cutLabels(text, [4, 23]).map(({ field, value }) => `${field} ${value}`)).toEqual(["editor 黄一蕾"]);
});
