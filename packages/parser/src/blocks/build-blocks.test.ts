import type { Article } from "@caibian/schema";
import { expect, test } from "vitest";

import { parse } from "../parse.ts";

const PROSE = [
  "春分过后，柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。",
  "据介绍，今年全县计划改造老果园三千亩，引进抗寒新品种六个，并组织农技人员进村入户传授技术。",
  "“往年靠天吃饭，如今靠技术增收。”果农老周说，去年他家的苹果卖到了外省，收入比前年多了两万元。",
] as const;

function blocksOf(...parts: readonly string[]): readonly string[] {
  const html = `<title>果园忙碌</title><h1>果园忙碌</h1><div class="content">${parts.join("")}</div>`;
  const result = parse(html, { url: "https://www.example.cn/a/1.html" });
  return result.ok ? result.article.blocks.map(shortOf) : [result.error.code];
}

function shortOf(block: Article["blocks"][number]): string {
  if (PROSE.some((prose) => block.text === prose)) return block.type;
  if (block.type === "image") return `image ${block.url.slice(22)} ${block.caption ?? "-"} | ${block.credit ?? "-"}`;
  if (block.type === "video" || block.type === "attachment")
    return `${block.type} ${block.url.slice(22)} ${block.text}`;
  if (block.type === "list") return `${block.ordered ? "ol" : "ul"} ${block.items.join("/")}`;
  return `${block.type} ${block.text}`;
}
const p = (text: string): string => `<p>${text}</p>`;

test("gives a file the words of its link, in page order", () => {
  const file = '<p>附件：<a href="/files/P0202106.docx">1.果园改造申报表.docx</a></p>';

  expect(blocksOf(p(PROSE[0]), p(PROSE[1]), file)).toEqual([
    "paragraph",
    "paragraph",
    "paragraph 附件：",
    "attachment /files/P0202106.docx 1.果园改造申报表.docx",
  ]);
});

test.each([
  ["/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=36", true],
  ["/module/download/downfile.jsp?classid=0&showname=x", true],
  ["/fileDownload.do?id=8a2f", true],
  ["/attachDownload.aspx?fileid=36", true],
  ["/app/download.php?from=news", false],
  ["/download/", false],
  ["/info/1001/36.htm?down=file", false],
])("a link to %s is a file: %s", (href, isFile) => {
  const last = blocksOf(p(PROSE[0]), p(PROSE[1]), `<p>附件：<a href="${href}">申报表</a>（下载次数：36）</p>`).at(-1);

  expect(last === `attachment ${href} 申报表`).toBe(isFile);
});

test("binds captions to the picture above, or below where they point down", () => {
  const after = '<p><img src="/w1.jpg"></p><p>图为果农修剪枝条。张三 摄</p>';
  const before = '<p>果园一角▼</p><p><img src="/w2.jpg"></p>';

  expect(blocksOf(p(PROSE[0]), after, p(PROSE[1]), before, p(PROSE[2]))).toEqual([
    "paragraph",
    "image /w1.jpg 图为果农修剪枝条。 | 张三 摄",
    "paragraph",
    "image /w2.jpg 果园一角 | -",
    "paragraph",
  ]);
});

test("takes a figcaption for a caption whatever it says", () => {
  const figure = '<figure><img src="/w1.jpg"><figcaption>果农在田间</figcaption></figure>';

  expect(blocksOf(p(PROSE[0]), figure, p(PROSE[1]))).toEqual([
    "paragraph",
    "image /w1.jpg 果农在田间 | -",
    "paragraph",
  ]);
});

test("leaves the furniture out", () => {
  const icons =
    '<img src="/images/icon_doc.gif"><img src="/ewm.png" alt="二维码"><img src="/s.gif" width="1" height="1">';

  expect(blocksOf(p(PROSE[0]), `<p>${icons}</p>`, p(PROSE[1]))).toEqual(["paragraph", "paragraph"]);
});

test("takes two short lines in a row for a subhead each", () => {
  expect(blocksOf(p(PROSE[0]), p("果品“走出去”"), p("市场口碑好"), p(PROSE[1]))).toEqual([
    "paragraph",
    "heading 果品“走出去”",
    "heading 市场口碑好",
    "paragraph",
  ]);
});

test("keeps lists, quotes, tables and films apart", () => {
  const list = "<ol><li>修剪枝条，清理果园。</li><li>追施春肥，注意墒情。</li></ol>";
  const table = "<table><tr><td>品种</td><td>亩数</td></tr><tr><td>红富士</td><td>1200</td></tr></table>";
  const film = '<video src="/v.mp4" title="果园航拍"></video>';

  expect(
    blocksOf(
      p(PROSE[0]),
      list,
      p(PROSE[1]),
      table,
      film,
      `<blockquote>${p("技术改变了果园的模样。")}</blockquote>`,
      p(PROSE[2]),
    ),
  ).toEqual([
    "paragraph",
    "ol 修剪枝条，清理果园。/追施春肥，注意墒情。",
    "paragraph",
    "table 品种\t亩数\n红富士\t1200",
    "video /v.mp4 ",
    "quote 技术改变了果园的模样。",
    "paragraph",
  ]);
});

test("takes a short centred line below a picture as its caption, and numbered lines above tables as headings", () => {
  const picture =
    '<p style="text-align: center"><img src="/w3.jpg"></p><p align="center">3月17日，农机手在翻耕水田。</p>';
  const table =
    "<p>一、招聘岗位</p><table><tr><td>岗位</td><td>人数</td></tr><tr><td>管理员</td><td>2</td></tr></table>";

  expect(blocksOf(p(PROSE[0]), picture, p(PROSE[1]), table, p(PROSE[2]))).toEqual([
    "paragraph",
    "image /w3.jpg 3月17日，农机手在翻耕水田。 | -",
    "paragraph",
    "heading 一、招聘岗位",
    "table 岗位\t人数\n管理员\t2",
    "paragraph",
  ]);
});
