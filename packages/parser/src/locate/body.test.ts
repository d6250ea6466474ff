import { expect, test } from "vitest";

import { parse } from "../parse.ts";

function textOf(body: string): string {
  const html = `<title>芦荡镇发布雷电黄色预警_临溪新闻网</title><div class="nav"><a href="/">首页</a></div>
    <h1>芦荡镇发布雷电黄色预警</h1><div class="info">发布时间：2024-06-19 20:27</div>${body}
    <div class="footer"><p>主办：临溪新闻网编辑部</p><p>备案号：苏ICP备99000007号-7</p></div>`;
  const result = parse(html);
  return result.ok ? result.article.text : result.error.code;
}

const WARNING = "预计未来六小时内全镇累计雨量可达五十毫米，并可能伴有短时大风，请注意防范。";

test("the signature below a story of one paragraph belongs to it", () => {
  const signature = "云河市气象台2024年6月19日20时27分发布";

  expect(textOf(`<div class="content"><p>${WARNING}</p><p>${signature}</p></div>`)).toBe(`${WARNING}\n${signature}`);
});

test("links below a story of one paragraph do not", () => {
  const links = `<p><a href="/1.html">上一篇文章的标题</a></p>`;

  expect(textOf(`<div class="content"><p>${WARNING}</p>${links}</div>`)).toBe(WARNING);
});

test("a bold line above a single paragraph belongs to it: so begins the last page of a paged story", () => {
  const subhead = "<p>　　<strong>企业“走出去”</strong></p>";

  expect(textOf(`<div class="content">${subhead}<p>${WARNING}</p></div>`)).toBe(`企业“走出去”\n${WARNING}`);
});

test("a plain or linked line above a single paragraph does not", () => {
  expect(textOf(`<div class="content"><p>字号：大 中 小</p><p>${WARNING}</p></div>`)).toBe(WARNING);
  expect(textOf(`<div class="content"><p><strong><a href="/">返回首页</a></strong></p><p>${WARNING}</p></div>`)).toBe(
    WARNING,
  );
});
