import { expect, test } from "vitest";

import { parse } from "../parse.ts";

const sectionOf = (head: string): readonly string[] => {
  const html = `<html><body>${head}<h1>柳河县今秋苹果丰收</h1><p>2021-06-07 16:05 来源：柳河日报</p><div><p>春分过后，柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。</p><p>据介绍，今年全县计划改造老果园三千亩，引进抗寒新品种六个。</p></div></body></html>`;
  const result = parse(html);
  return result.ok ? result.article.section : [];
};

test.each([
  ["<div>当前位置：<a>首页</a> &gt; <a>要闻</a> &gt; 正文</div>", ["首页", "要闻"]],
  ["<div>您现在的位置：柳河网 >> 新闻 >> 民生 >> 正文 字号：大 中 小</div>", ["柳河网", "新闻", "民生"]],
  ["<div>柳河网 &gt; 新闻频道 &gt; 正文</div>", ["柳河网", "新闻频道"]],
  ["<div>首页</div><div>&gt; 要闻</div><div>&gt; 本地要闻</div>", ["首页", "要闻", "本地要闻"]],
  ["<div>新聞首頁 > 社會 > 內文</div>", ["新聞首頁", "社會"]],
  ["<ul><li><a>首页</a></li><li><a>要闻</a></li></ul>", []],
])("reads the path of %s", (head, path) => {
  expect(sectionOf(head)).toEqual(path);
});
