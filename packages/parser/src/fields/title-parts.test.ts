import { expect, test } from "vitest";

import { parse } from "../parse.ts";

const TEXT =
  "<p>春分过后，柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。</p><p>据介绍，今年全县计划改造老果园三千亩，引进抗寒新品种六个。</p>";
const partsOf = (head: string, lead = ""): readonly (string | null)[] => {
  const result = parse(
    `<html><title>果香满山村</title><body>${head}<p>2021-06-07 16:05</p><div>${lead}${TEXT}</div></body></html>`,
  );
  return result.ok
    ? [result.article.title, result.article.kicker, result.article.subtitle, result.article.originalTitle]
    : [];
};

test("keeps kicker, headline and subtitle apart", () => {
  expect(
    partsOf('<h3 class="pre">金秋时节访柳河</h3><h1>果香满山村</h1><h4 class="sub">老果园带富三千农户</h4>'),
  ).toEqual(["果香满山村", "金秋时节访柳河", "老果园带富三千农户", null]);
});

test("takes a dashed line below the headline for its subtitle", () => {
  expect(partsOf("<h1>果香满山村</h1><p>——写在柳河丰收的时候</p>")[2]).toBe("写在柳河丰收的时候");
});

test.each([
  ["<p>（原标题：柳河：果香满山村）</p>", "柳河：果香满山村"],
  ["<p>本文原标题：《柳河“果香”满山村》</p>", "柳河“果香”满山村"],
  ["<p>原标题：【柳河】果香满山村（图）</p>", "【柳河】果香满山村（图）"],
])("reads the source's own headline from %s", (lead, title) => {
  expect(partsOf("<h1>果香满山村</h1>", lead)[3]).toBe(title);
});
