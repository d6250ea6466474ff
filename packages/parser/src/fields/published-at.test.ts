import { expect, test } from "vitest";

import { parse, type ParseOptions } from "../index.ts";

const timesOf = (head: string, options: ParseOptions = {}, metas = ""): readonly (string | null)[] => {
  const html = `<html><head><title>果香满山村</title>${metas}</head><body><h1>果香满山村</h1>${head}<div><p>春分过后，柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。</p><p>据介绍，2020年10月1日以来，全县改造老果园三千亩，引进抗寒新品种六个，走进城市的餐桌。</p></div></body></html>`;
  const result = parse(html, options);
  return result.ok ? [result.article.publishedAt, result.article.publishedPrecision, result.article.updatedAt] : [];
};
const NOW = "2021-06-08T09:30:00+08:00";

test.each([
  ["<p>成文日期：2021年5月1日 发布日期：2021-06-07 16:05</p>", "2021-06-07T16:05:00+08:00", "minute"],
  ["<p>成文日期：2021年5月1日</p><p>发布日期：2021年6月7日</p>", "2021-06-07T00:00:00+08:00", "day"],
  ["<p>成文日期：2021年5月1日</p>", "2021-05-01T00:00:00+08:00", "day"],
  ["<p>更新时间：2021-06-07</p>", "2021-06-07T00:00:00+08:00", "day"],
  ["<p>2021年06月07日16:05:02</p>", "2021-06-07T16:05:02+08:00", "second"],
  ["<p>發布日期：110-06-07</p>", "2021-06-07T00:00:00+08:00", "day"],
  ["<p>今天是2021年6月9日 星期三</p>", null, null],
  ["<p>果园</p>", null, null],
])("reads the time of %s", (head, published, precision) => {
  expect(timesOf(head).slice(0, 2)).toEqual([published, precision]);
});

test("keeps published and updated apart", () => {
  expect(timesOf("<p>发布时间：2021-06-07 16:05 更新时间：2021-06-08 09:00</p>")).toEqual([
    "2021-06-07T16:05:00+08:00",
    "minute",
    "2021-06-08T09:00:00+08:00",
  ]);
});

test("counts relative words from now, and not without it", () => {
  expect(timesOf("<p>5分钟前</p>", { now: NOW })[0]).toBe("2021-06-08T09:25:00+08:00");
  expect(timesOf("<p>昨天 12:30</p>", { now: NOW })[0]).toBe("2021-06-07T12:30:00+08:00");
  expect(timesOf("<p>昨天 12:30</p>")[0]).toBeNull();
});

test("prefers a meta to a word that counts from now", () => {
  const meta = '<meta property="article:published_time" content="2021-06-06T08:05:02+08:00">';
  expect(timesOf("<p>昨天</p>", { now: NOW }, meta)[0]).toBe("2021-06-06T08:05:02+08:00");
});

test("lets the URL's day decide between a stale line and a meta", () => {
  const meta = '<meta name="PubDate" content="2021-06-07 16:05">';
  const url = "https://www.example.cn/xw/202106/t20210607_123.shtml";
  expect(timesOf("<p>时间：2017-11-08 20:26</p>", { url }, meta)[0]).toBe("2021-06-07T16:05:00+08:00");
  expect(timesOf("<p>果园</p>", { url })[0]).toBe("2021-06-07T00:00:00+08:00");
});

test("reads the published guideline's double dashes and Founder's fractions", () => {
  expect(timesOf("", {}, '<meta name="PubDate" content="2017——04——12 21:37">')[0]).toBe("2017-04-12T21:37:00+08:00");
});
