import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { discover } from "./discover.ts";

const now = "2026-06-08T10:00:00+08:00";
const url = "http://www.a.test/xwzx/index.shtml";
const articles = (html: string, from = url) =>
  discover(html, from, { now })
    .filter(({ kind, aside }) => kind === "article" && aside !== true)
    .map((lead) => [lead.url, lead.anchorText, lead.listDate?.slice(0, 10) ?? null]);
const next = (html: string, from = url) =>
  discover(html, from, { now }).find(({ kind }) => kind === "next")?.url ?? null;

const trs = `<html><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/xwzx/">新闻中心</a></li></ul></div>
<ul class="list">
 <li><a href="./202606/t20260607_1001.shtml" title="【置顶】狮山街道举办初夏文化集市活动预告">[置顶]狮山街道举办初夏文…</a><span>[2026-06-01]</span></li>
 <li><a href="./202606/t20260607_1002.shtml">枫桥小学开展消防演练</a><span>(06-07)</span></li>
 <li><a href="../gsgg/202606/t20260606_1003.shtml">浒墅关新桥通车</a><span>2026/06/06</span></li>
 <li><a href="./202606/P020260606.pdf">附件:工程招标公告文件全文下载</a><span>06-06</span></li>
 <li><a href="javascript:void(0)">这是一个脚本链接不是新闻标题</a></li>
 <li><a href="https://mp.weixin.qq.com/s/AbCdEf">公众号推文:夏日夜游路线正式发布</a><span>06-05</span></li>
</ul>
<div class="hot"><h3>热点排行</h3><ul><li><a href="/other/202601/t20260101_9.shtml">去年的热门旧闻不该算在里面</a></li></ul></div>
<script>createPageHTML(5, 0, "index", "shtml");</script>
<div class="footer"><a href="https://beian.miit.gov.cn/">苏ICP备00000000号-1</a><a href="http://www.gov.test/">友情链接某某网站</a></div>
</body></html>`;

const row = (n: number) =>
  `<li><span>(2026-06-0${n} 22:26)</span><a href="/shehui/">[社会]</a> <a href="/n/t2026060${n}_1.html">一图读懂夏季防汛要点</a></li>`;

describe("list pages", () => {
  test("tells articles from menus, files, scripts, hot boxes and the footer", () => {
    expect(articles(trs)).toEqual([
      ["http://www.a.test/xwzx/202606/t20260607_1001.shtml", "狮山街道举办初夏文化集市活动预告", "2026-06-01"],
      ["http://www.a.test/xwzx/202606/t20260607_1002.shtml", "枫桥小学开展消防演练", "2026-06-07"],
      ["http://www.a.test/gsgg/202606/t20260606_1003.shtml", "浒墅关新桥通车", "2026-06-06"],
      ["https://mp.weixin.qq.com/s/AbCdEf", "公众号推文:夏日夜游路线正式发布", "2026-06-05"],
    ]);
  });

  test("a story in a box of hot ones is an article aside, unless the list has it too", () => {
    const hot = `<li><a href="./202606/t20260607_1002.shtml">枫桥小学开展消防演练</a></li>`;
    const aside = discover(trs.replace(`<h3>热点排行</h3><ul>`, `<h3>热点排行</h3><ul>${hot}`), url).filter(
      (lead) => lead.aside === true,
    );

    expect(aside.map((lead) => lead.anchorText)).toEqual(["去年的热门旧闻不该算在里面"]);
  });

  test("reads a table, a flat list and a split date", () => {
    expect(
      articles(
        `<table><tr><td><a href="/a/12345.html">湖区清淤工程顺利完工</a></td><td>2026-06-05</td></tr></table>`,
      )[0]?.[2],
    ).toBe("2026-06-05");
    expect(
      articles(
        `<div><a href="/1001.html">湖区清淤工程顺利完工</a> 2026-06-05<br><a href="/1002.html">古镇灯会明晚开幕</a> 2026-06-04<br></div>`,
      ).map((lead) => lead[2]),
    ).toEqual(["2026-06-05", "2026-06-04"]);
    expect(
      articles(
        `<ul><li><div><b>07</b><i>2026-06</i></div><a href="/1003.html">湖区清淤工程顺利完工</a></li><li><a href="/x">x</a></li></ul>`,
      )[0]?.[2],
    ).toBe("2026-06-07");
  });

  test("a column's name before the title is not another item", () => {
    expect(articles(`<ul>${row(1)}${row(2)}</ul>`).map((lead) => lead[2])).toEqual(["2026-06-01", "2026-06-02"]);
  });

  test("takes the date out of a link that holds both", () => {
    expect(articles(`<a href="/1004.html"><p>湖区清淤工程顺利完工</p><span>2026-06-05</span></a>`)).toEqual([
      ["http://www.a.test/1004.html", "湖区清淤工程顺利完工", "2026-06-05"],
    ]);
  });

  test("an epaper's twins are one lead, and the picture map adds nothing", () => {
    const page = `<map name="PagePicMap"><area href="content_11.htm?div=-1"></map>
      <ul><li><a href="content_11.htm?div=1">老城更新看得见烟火气</a></li><li><a href="content_12.htm?div=1">稻田里的年轻人</a></li></ul>`;

    expect(articles(page, "http://p.test/html/2026-06/07/node_1.htm").map((lead) => lead[1])).toEqual([
      "老城更新看得见烟火气",
      "稻田里的年轻人",
    ]);
  });

  test("section links are lists", () => {
    const lists = discover(
      `<div class="nav"><a href="/xwzx/bmdt/">部门动态</a><a href="/col/col12/index.html">要闻</a></div>`,
      url,
    );

    expect(lists.map(({ kind, url: to }) => [kind, to])).toEqual([
      ["list", "http://www.a.test/xwzx/bmdt/"],
      ["list", "http://www.a.test/col/col12/index.html"],
    ]);
  });
});

describe("hanweb", () => {
  const record = `<li><a href="/art/2026/6/7/art_12_3456.html">县里开通夜间公交</a><span>2026-06-07</span></li>`;
  const store = `<datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&col=1"></a>]]></nextgroup><recordset><record><![CDATA[${record}]]></record></recordset></datastore>`;
  const expected = [["http://www.a.test/art/2026/6/7/art_12_3456.html", "县里开通夜间公交", "2026-06-07"]];

  test.each([
    ["in a script", `<div id="12"></div><script type="text/xml">${store}</script>`],
    ["entity-encoded", `<script type="text/xml">${store.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</script>`],
    ["as the answer itself", `<?xml version='1.0'?>${store}`],
  ])("a list %s is read, with its next page", (_, html) => {
    expect(articles(html)).toEqual(expected);
    expect(next(html)).toBe("http://www.a.test/module/web/jpage/dataproxy.jsp?page=2&col=1");
  });
});

describe("next pages", () => {
  test.each([
    ["TRS", trs, url, "http://www.a.test/xwzx/index_1.shtml"],
    [
      "TRS, container first",
      `<script>createPageHTML('page_div',5,1,'fg','shtml',89)</script>`,
      url,
      "http://www.a.test/xwzx/fg_2.shtml",
    ],
    ["the last TRS page", `<script>createPageHTML(5,4,"index","shtml")</script>`, url, null],
    ["words", `<a href="index_2.html">下一页</a>`, url, "http://www.a.test/xwzx/index_2.html"],
    ["a query", `<a href="?page=2">下一页 &gt;</a>`, url, `${url}?page=2`],
    [
      "numbers",
      `<b>1</b><a href="list_2.html">2</a><a href="list_3.html">3</a>`,
      url,
      "http://www.a.test/xwzx/list_2.html",
    ],
    [
      "numbers, on the second",
      `<a href="index.shtml">1</a><b>2</b><a href="l_3.html">3</a>`,
      "http://www.a.test/xwzx/l_2.html",
      "http://www.a.test/xwzx/l_3.html",
    ],
    ["a dead link", `<a href="javascript:;">下一页</a>`, url, null],
    ["another host", `<a href="http://b.test/2.html">下一页</a>`, url, null],
    [
      "a front page that sends on",
      `<meta http-equiv="refresh" content="0;URL=html/2026-06/07/node_2.htm">`,
      "http://p.test/",
      "http://p.test/html/2026-06/07/node_2.htm",
    ],
  ])("%s", (_, html, from, expected) => {
    expect(next(html, from)).toBe(expected);
  });
});

describe("other forms", () => {
  test("the JSON of a list API", () => {
    const text = JSON.stringify({
      data: { artiles: [{ TITLE: "河港夜市开张", PUBURL: "/n/1.html", PUBTIME: "2026-06-07 08:00:00" }] },
    });

    expect(articles(text, "http://api.test/list?page=1")).toEqual([
      ["http://api.test/n/1.html", "河港夜市开张", "2026-06-07"],
    ]);
    expect(next(text, "http://api.test/list?page=1")).toBe("http://api.test/list?page=2");
  });

  test("HTML inside JSON", () => {
    const text = JSON.stringify({
      success: true,
      data: { html: `<li><a href="/art/1/art_1_2.html">河港夜市开张</a><b>2026-06-07</b></li>` },
    });

    expect(articles(text)).toHaveLength(1);
  });

  test("a feed and a sitemap", () => {
    const rss = `<?xml version="1.0"?><rss><channel><item><title>河港夜市开张</title><link>/n/1.html</link><pubDate>Sun, 07 Jun 2026 08:00:00 +0800</pubDate></item></channel></rss>`;
    const map = `<?xml version="1.0"?><urlset><url><loc>http://www.a.test/n/1.html</loc><lastmod>2026-06-07</lastmod></url></urlset>`;

    expect(articles(rss)).toEqual([["http://www.a.test/n/1.html", "河港夜市开张", "2026-06-07"]]);
    expect(articles(map)).toEqual([["http://www.a.test/n/1.html", "", "2026-06-07"]]);
  });
});

test("any text in, no throw out, and every lead is an absolute http URL", () => {
  const piece = fc.constantFrom(
    "<li>",
    "<a href='",
    "'>",
    "</a>",
    "http://",
    "[",
    "{",
    "<datastore><record>",
    "下一页",
    "2026-06-07",
    "&lt;",
    "//:0",
    "新闻标题",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join("")),
      ),
      (text) => {
        for (const lead of discover(text, url, { now })) expect(lead.url).toMatch(/^https?:\/\//);
      },
    ),
  );
});

test("short titles without dates are articles in the company of long ones", () => {
  const titles = ["石桥镇召开春季植树工作部署会议", "水厂检修", "全镇完成早稻栽插三千余亩通报", "雨", "新桥通车"];
  const items = titles.map((title, n) => `<li><a href="/xw/k${n}z">${title}</a></li>`).join("");
  const html = `<div class="menu"><a href="/xw/about">关于</a></div><ul class="list">${items}</ul><a href="/xw/k9z">更多</a>`;

  const found = discover(html, "http://town.test/xw/").filter((lead) => lead.kind === "article");

  expect(found.map((lead) => lead.anchorText)).toEqual(titles);
});

test("a query in bare Chinese goes out in the charset of its list", () => {
  const html = `<ul>${["新", "闻"].map((word) => `<li><a href="/show.asp?id=${word}1234&y=2026">夜市开张迎客第${word}回</a> 2026-06-07</li>`).join("")}</ul>`;

  expect(discover(html, "http://a.test/list.asp", { charset: "gb18030" }).map(({ url }) => url)).toEqual([
    "http://a.test/show.asp?id=%D0%C21234&y=2026",
    "http://a.test/show.asp?id=%CE%C51234&y=2026",
  ]);
});

test("an item with an odd address and a short name is carried by the list that it stands in", () => {
  const items = [1, 2, 3, 4, 5, 6].map(
    (n) => `<li><a href="/n/2026060${n}.html">古镇灯会第${n}晚迎来两万游客</a></li>`,
  );
  const html = `<ul class="list">${items.join("")}<li><a href="/n/denghui.html">灯会</a></li></ul>`;

  expect(articles(html).at(-1)?.[1]).toBe("灯会");
});

test("a page of one hundred thousand links to one address is read in bounded time", () => {
  const started = process.cpuUsage().user;

  discover(`<div>${`<a href="/x.html"></a>`.repeat(100_000)}</div>`, url);

  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(5000);
});
