import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findFirstPart, findNextPart } from "./find-parts.ts";
import { mayBePaged } from "./may-be-paged.ts";

const HOST = "https://news.example.cn";
const next = (html: string, first: string, current = first): string | null =>
  findNextPart(html, { first: HOST + first, current: HOST + current })?.replace(HOST, "") ?? null;

const firstOf = (html: string, url: string): string | null =>
  findFirstPart(html, HOST + url)?.replace(HOST, "") ?? null;

describe("the next part", () => {
  test.each([
    [
      "Founder",
      "/html/2021-06/07/content_123.htm",
      '<a href="content_123_2.htm">下一页</a>',
      "/html/2021-06/07/content_123_2.htm",
    ],
    ["DedeCMS", "/a/123.html", "<a href='123_2.html'>2</a><a href='123_3.html'>3</a>", "/a/123_2.html"],
    [
      "a list of page titles",
      "/a/123.html",
      '<select id="dedepagetitles"><option value="123.html">第1页：甲</option><option value="123_2.html">第2页：乙</option></select>',
      "/a/123_2.html",
    ],
    [
      "an image for a link",
      "/n2/c1013-31153719.html",
      '<a href="/n2/c1013-31153719-2.html"><img src="next.gif"></a>',
      "/n2/c1013-31153719-2.html",
    ],
    [
      "pages counted from 0",
      "/t20210607_5.shtml",
      '<a href="t20210607_5_2.shtml">3</a><a href="./t20210607_5_1.shtml">2</a>',
      "/t20210607_5_1.shtml",
    ],
    [
      "a script",
      "/w/t20210607_5.html",
      '<script>createPageHTML(3, 0, "t20210607_5", "html");</script>',
      "/w/t20210607_5_1.html",
    ],
    ["a parameter", "/show.asp?id=7", '<a href="show.asp?id=7&amp;page=2">[2]</a>', "/show.asp?id=7&page=2"],
    ["a folder", "/2021/fair/", '<a href="/2021/fair/2/">2</a>', "/2021/fair/2/"],
    ["a numbered first page", "/show-3-12-1.html", '<a href="show-3-12-2.html">下一页</a>', "/show-3-12-2.html"],
    [
      "all on one page",
      "/a/123.shtml",
      '<a href="123_2.shtml">2</a><a href="123_s.shtml">余下全文</a>',
      "/a/123_s.shtml",
    ],
  ])("is found: %s", (_name, first, html, expected) => {
    expect(next(html, first)).toBe(expected);
    expect(mayBePaged(Buffer.from(html), HOST + first)).toBe(true);
  });

  test.each([
    ["the next story", "/a/123.html", '<a href="124.html">下一页</a><a href="124.html">下一篇</a>'],
    ["a story whose number grows by one", "/a/news_12.html", '<a href="news_13.html">下一页</a>'],
    ["another host", "/a/123.html", '<a href="https://other.example.cn/a/123_2.html">下一页</a>'],
    ["a headline", "/a/123.html", '<a href="123_2.html">果园里一片忙碌</a>'],
    ["what is in a comment", "/a/123.html", '<!-- <a href="123_2.html">2</a> -->'],
    ["itself", "/a/123.html", '<a href="123.html">2</a>'],
    ["a script of one page", "/a/t1_5.html", '<script>createPageHTML(1, 0, "t1_5", "html");</script>'],
    ["a list's script", "/a/t1_5.html", '<script>createPageHTML(9, 0, "index", "html");</script>'],
  ])("is not %s", (_name, first, html) => {
    expect(next(html, first)).toBe(null);
  });

  test("goes on from a later part, and ends at the last", () => {
    const pager = '<a href="123.html">1</a><a href="123_2.html">2</a><a href="123_3.html">3</a>';

    expect(next(`${pager}<a href="123_3.html">下一页</a>`, "/a/123.html", "/a/123_2.html")).toBe("/a/123_3.html");
    expect(next(`${pager}<a href="123_3.html">下一页</a>`, "/a/123.html", "/a/123_3.html")).toBe(null);
  });

  test("counts on from 0 where the site does", () => {
    const pager = '<a href="t1_5.html">1</a><a href="t1_5_1.html">2</a><a href="t1_5_2.html">3</a>';

    expect(next(pager, "/a/t1_5.html")).toBe("/a/t1_5_1.html");
    expect(next(pager, "/a/t1_5.html", "/a/t1_5_1.html")).toBe("/a/t1_5_2.html");
    expect(next(pager, "/a/t1_5.html", "/a/t1_5_2.html")).toBe(null);
  });

  test("pagers that lead back do not loop", () => {
    const pager = '<a href="123_2.html">下一页</a>';

    expect(next(pager, "/a/123.html", "/a/123_2.html")).toBe(null);
    expect(next('<a href="123.html">下一页</a>', "/a/123.html", "/a/123_2.html")).toBe(null);
  });
});

describe("the first part", () => {
  test.each([
    ["/a/123_2.html", '<a href="123.html">上一页</a>', "/a/123.html"],
    ["/a/123_2.html", '<a href="/a/123.html">1</a>', "/a/123.html"],
    ["/a/123_3.html", '<a href="123_1.html">[1]</a>', "/a/123_1.html"],
    ["/show.asp?id=7&page=2", '<a href="show.asp?id=7">上一页</a>', "/show.asp?id=7"],
  ])("of %s", (url, html, first) => {
    expect(firstOf(html, url)).toBe(first);
    expect(mayBePaged(Buffer.from(html), HOST + url)).toBe(true);
  });

  test.each([
    ["/a/news_12.html", '<a href="news.html">新闻</a><a href="news_11.html">上一篇</a>'],
    ["/a/2021_12.html", '<a href="2021.html">2021年</a>'],
    ["/a/123.html", '<a href="123.html">1</a>'],
  ])("not of %s", (url, html) => {
    expect(firstOf(html, url)).toBe(null);
  });
});

test("most pages are told from paged ones by their bytes", () => {
  const html = '<a href="/a/124.html">下一篇</a><img src="W0123_456.jpg"><script src="/js/123.js?v=2"></script>';

  expect(mayBePaged(Buffer.from(html), `${HOST}/a/123.html`)).toBe(false);
});

test("never throws and stays on the first page's host, whatever the markup", () => {
  const piece = fc.constantFrom(
    "<a ",
    "href=",
    '"',
    "'",
    "123_2.html",
    ">",
    "2",
    "下一页",
    "</a>",
    "<!--",
    "-->",
    "<script>",
    "<option value=",
    "http://[",
    "&amp;",
    "createPageHTML(2,0,",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.webUrl({ withQueryParameters: true }), (pieces, url) => {
      const found = findNextPart(pieces.join(""), { first: url, current: url });
      findFirstPart(pieces.join(""), url);
      mayBePaged(Buffer.from(pieces.join("")), url);
      expect(found === null || new URL(found).host === new URL(url).host).toBe(true);
    }),
  );
});
