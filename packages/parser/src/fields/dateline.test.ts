import fc from "fast-check";
import { expect, test } from "vitest";

import { readDateline } from "./dateline.ts";

test.each([
  ["新华社柳河6月7日电（记者周某某）果园丰收了。", "新华社", "柳河", "2021-06-07"],
  ["新华社柳河６月７日电 题：果园", "新华社", "柳河", "2021-06-07"],
  ["据新华社柳河电 果园丰收了。", "新华社", "柳河", null],
  ["本报讯（记者 周某某）果园丰收了。", "本报", null, null],
  ["本报柳河讯 果园丰收了。", "本报", "柳河", null],
  ["湖东日报6月7日讯 果园丰收了。", "湖东日报", null, "2021-06-07"],
  ["某某网科技讯 6月7日消息，果园", "某某网", null, null],
  ["（法新社羅馬19日電） 果園", "法新社", "羅馬", "2021-05-19"],
  ["（中央社記者周某某台北5日電）果園", "中央社", "台北", "2021-06-05"],
  ["【明報專訊】果園", "明報", null, null],
  ["新華網海口１月１２日電（記者某某某）", "新華網", "海口", "2021-01-12"],
  ["中新社柳河12月30日电", "中新社", "柳河", "2020-12-30"],
])("reads %s", (paragraph, agency, place, day) => {
  expect(readDateline([paragraph], "2021-06-08T09:00:00+08:00")).toMatchObject({ agency, place, day });
});

test.each([
  "果园里一片忙碌，记者从会上获得通讯录。",
  "我国电力供应充足。",
  "他在电话里说，网络通讯很方便。",
  "昨天上午传来消息，果园丰收了。",
  "",
])("finds none in %s", (paragraph) => {
  expect(readDateline([paragraph], null)).toBeNull();
});

test("counts a day across the new year and the end of a month backwards", () => {
  expect(readDateline(["新华社柳河12月31日电"], "2021-01-02T08:00:00+08:00")?.day).toBe("2020-12-31");
  expect(readDateline(["法新社柳河31日电"], "2021-03-01T08:00:00+08:00")?.day).toBe("2021-01-31");
  expect(readDateline(["法新社柳河30日电"], "2021-05-01T08:00:00+08:00")?.day).toBe("2021-04-30");
});

test("never throws, and what it gives stands in the paragraph", () => {
  const pieces = fc.constantFrom(
    "新华社",
    "本报",
    "讯",
    "电",
    "柳河",
    "6月",
    "31日",
    "（",
    "记者",
    "据",
    "１２日",
    " ",
    "消息",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces).map((parts) => parts.join("")),
      ),
      (text) => {
        const dateline = readDateline([text], "2021-06-08T09:00:00+08:00");
        if (dateline === null) return;
        expect(text).toContain(dateline.raw);
        const plain = text.replaceAll(/[\s\u3000]/g, "");
        expect(plain).toContain(dateline.agency);
        expect(plain).toContain(dateline.place ?? "");
      },
    ),
  );
});
