import { expect, test } from "vitest";

import { parse } from "../parse.ts";

const sourceOf = (head: string, tail = "", title = "果香满山村"): string | null => {
  const html = `<html><title>${title}</title><body><h1>果香满山村</h1>${head}<div><p>春分过后，柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。</p><p>据介绍，今年全县计划改造老果园三千亩，引进抗寒新品种六个，走进城市的餐桌。${tail}</p></div></body></html>`;
  const result = parse(html);
  return result.ok ? (result.article.source?.name ?? null) : null;
};

test.each([
  ["<p>来源:柳河高新区 | 2021-06-07 16:05:02 |</p>", "柳河高新区"],
  ["<p>2019-09-26 12:11来源：柳河时报网作者：李小山</p>", "柳河时报网"],
  ["<p>2019-08-13 14:07 来源：某某新闻·某某号·政务</p>", "某某新闻·某某号·政务"],
  ["<p><span>2021-06-07 16:05</span> <span>柳河晚报</span></p>", "柳河晚报"],
  ["<p>柳河网 | 发布: 2021-1-29 13:18 | 来自: 互联网</p>", null],
  ["<p>2021-06-07 来源：未知 作者：admin</p>", null],
  ["<p>2021-06-07 来源：网络</p>", null],
  ["<p>2022-06-02 09:52:19政能亮 来自北京市</p>", "政能亮"],
  ["<p>柳報快訊／范姜小鈺 2020年03月12日 20:19:00</p>", "柳報快訊"],
  ["<p>【柳河報╱記者陳小君／即時報導】</p><p>2012.01.12 06:45 pm</p>", "柳河報"],
  ["<p>发布者：周小禾 发布时间：2021-06-07</p>", null],
  ["<p>发布者：柳河县教育局 发布时间：2021-06-07</p>", "柳河县教育局"],
  ["<p>供稿：柳河县气象局 2021-06-07</p>", "柳河县气象局"],
  ["<p>2021-06-07 16:05</p>", null],
])("reads the source of %s", (head, name) => {
  expect(sourceOf(head)).toBe(name);
});

test("reads a source in the last bracket, and not where the data come from", () => {
  expect(sourceOf("<p>2021-06-07</p>", "（来源：柳河日报）")).toBe("柳河日报");
  expect(sourceOf("<p>2021-06-07</p>", "（资料来源：县统计局）")).toBeNull();
});

test("a platform gives way to the source that the story's end names, and a medium does not", () => {
  const platform = "<p>2019-08-13 14:07 来源：某某新闻·某某号·政务</p>";
  const medium = "<p>2019-08-13 14:07 来源：柳河晚报</p>";

  expect(sourceOf(platform, "</p><p>来源｜柳河发布、柳河日报")).toBe("柳河发布、柳河日报");
  expect(sourceOf(platform, "（来源：柳河日报）")).toBe("柳河日报");
  expect(sourceOf("<p>2019-08-13 来源：百家号</p>", "</p><p>来源：柳河日报")).toBe("柳河日报");
  expect(sourceOf(medium, "（来源：柳河日报）")).toBe("柳河晚报");
  expect(sourceOf(`<p>2019-08-13 来源：中国电科十四所·天宫一号</p>`, "")).toBe("中国电科十四所·天宫一号");
});

test("resolves 本站 to the site's name where the page has one", () => {
  expect(sourceOf("<p>2021-06-07 来源：本站</p>", "", "果香满山村_要闻_柳河网")).toBe("柳河网");
  expect(sourceOf("<p>2021-06-07 来源：本站</p>")).toBeNull();
});
