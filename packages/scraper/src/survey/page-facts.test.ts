import fc from "fast-check";
import { expect, test } from "vitest";

import { readPageFacts } from "./page-facts.ts";
import { siteNameOf } from "./site-name.ts";

const url = "https://www.linxi.example/xwzx/202606/t20260607_1.shtml";
const trail = (html: string) => readPageFacts(`<body><div>${html}</div></body>`, url).trail.map(({ name }) => name);

test("reads the trail by its name or by its words", () => {
  expect(trail(`<div class="crumbs"><a href="/">首页</a> &gt; <a href="/xwzx/">新闻中心</a></div>`)).toEqual([
    "首页",
    "新闻中心",
  ]);
  expect(trail(`<p>当前位置：<a href="/">首页</a> &gt; <span><a href="../">要闻</a></span></p>`)).toEqual([
    "首页",
    "要闻",
  ]);
  expect(trail(`<td><b>您现在的位置：</b><a href="/">首页</a></td>`)).toEqual(["首页"]);
});

test("a long box, or one without links, is no trail", () => {
  expect(trail(`<div class="position">${"很长的一段正文".repeat(40)}<a href="/">首页</a></div>`)).toEqual([]);
  expect(trail(`<div class="location">苏州</div>`)).toEqual([]);
});

test("reads metas, feeds and scripts, and counts what a reader sees", () => {
  const facts = readPageFacts(
    `<head><title> 要闻 - 临溪 </title><META content="临溪新闻网" NAME="SiteName">
     <link rel="alternate" type="application/rss+xml" href="/rss.xml" title="全部"></head>
     <body><noscript>请启用</noscript><script src="app.js"></script><script>var a = "/api/list.json"</script>可见</body>`,
    url,
  );

  expect(facts.title).toBe("要闻 - 临溪");
  expect(facts.metas.get("sitename")).toBe("临溪新闻网");
  expect(facts.feeds).toEqual([{ url: "https://www.linxi.example/rss.xml", name: "全部" }]);
  expect(facts.scriptUrls).toEqual(["https://www.linxi.example/xwzx/202606/app.js"]);
  expect(facts.scripts).toEqual([`var a = "/api/list.json"`]);
  expect(facts.visibleLength).toBe(2);
});

test.each([
  ["云河在线", true, "云河在线"],
  ["欢迎访问沙洲县人民政府门户网站", true, "沙洲县人民政府门户网站"],
  ["云河新闻网_云河市新闻门户", true, "云河新闻网"],
  ["今日热点汇-首页", true, "今日热点汇"],
  ["学院新闻-云河职业学院", false, "云河职业学院"],
  ["部门动态 | 临溪县人民政府", false, "临溪县人民政府"],
  ["工作动态", false, null],
  ["", false, null],
])("the site's name in %j (front page: %s) is %s", (title, isFront, name) => {
  expect(siteNameOf({ title, metas: new Map() }, isFront)).toBe(name);
});

test("any text gives facts", () => {
  const property = fc.property(fc.string(), (html) => readPageFacts(html, url).visibleLength >= 0);

  expect(fc.check(property).failed).toBe(false);
});
