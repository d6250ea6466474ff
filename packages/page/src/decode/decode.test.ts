import iconv from "iconv-lite";
import fc from "fast-check";
import { expect, test } from "vitest";

import { decode } from "./decode.ts";
import { charsetOf } from "./labels.ts";

const STORY = "春天的故事在小城里慢慢展开，孩子们沿着河岸奔跑。";
const page = (meta: string): string => `<html><head>${meta}<title>小城</title></head><p>${STORY.repeat(3)}</p></html>`;
const gb = (text: string): Uint8Array => iconv.encode(text, "gb18030");

test.each([
  ["gb2312", '<meta charset="gb2312">'],
  ["no charset at all", ""],
  ["an unquoted malformed meta", "<meta httpequiv=ContentType content=text/html;charset=gbk>"],
  ["a meta behind a long comment", `<!-- ${"x".repeat(3000)} --><meta charset=gbk>`],
  ["a utf-8 lie", "<meta charset=utf-8>"],
  ["a Latin default", "<meta charset=iso-8859-1>"],
])("decodes gb bytes that declare %s", (_name, meta) => {
  expect(decode(gb(page(meta)))).toEqual({ text: page(meta), charset: "gb18030", replacements: 0 });
});

test("keeps four-byte names under a gb2312 label", () => {
  const text = page('<meta charset="gb2312">').replace("小城", "㙍䶮");
  expect(decode(gb(text)).text).toBe(text);
});

test("believes valid UTF-8 more than a gb2312 label", () => {
  const text = page('<meta charset="gb2312">');
  expect(decode(new TextEncoder().encode(text), { contentType: "text/html; charset=GBK" })).toEqual({
    text,
    charset: "utf-8",
    replacements: 0,
  });
});

test("pays one replacement for a title cut in the middle of a character", () => {
  const bytes = Buffer.concat([
    Buffer.from("<title>小城新闻"),
    Buffer.from([0xe8, 0x8b]),
    Buffer.from(`</title>${STORY}`),
  ]);
  const decoded = decode(bytes);
  expect(decoded).toMatchObject({ charset: "utf-8", replacements: 1 });
  expect(decoded.text).toContain(STORY);
});

test("decodes Big5 by its meta, by the header and by its bytes", () => {
  const text = "<p>臺北市政府今天宣布，市民可於週末免費參觀博物館與圖書館。</p>";
  const bytes = iconv.encode(text, "big5");
  expect(decode(bytes, { contentType: "text/html; charset=Big5" }).text).toBe(text);
  expect(decode(bytes, { url: "https://www.example.gov.tw/a" })).toMatchObject({ text, charset: "big5" });
});

test("honours byte order marks", () => {
  expect(decode(Buffer.from([0xef, 0xbb, 0xbf, 0x61])).text).toBe("a");
  expect(decode(Buffer.from([0xff, 0xfe, 0x61, 0x00])).text).toBe("a");
});

test("never throws, whatever the bytes and the header", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, contentType) => {
      expect(decode(bytes, { contentType }).replacements).toBeGreaterThanOrEqual(0);
    }),
  );
});

test.each([
  ["a wrong header", gb(page("")), { contentType: "text/html; charset=iso-8859-1" }, "gb18030"],
  ["a header that lies utf-8", gb(page("")), { contentType: "text/html; charset=utf-8" }, "gb18030"],
  ["a meta after 8 KB of style", gb(page(`<style>${"a{}".repeat(2750)}</style><meta charset=gbk>`)), {}, "gb18030"],
  [
    "a meta in a comment before the real one",
    gb(page("<!--<meta charset=big5>--><meta charset=gb2312>")),
    {},
    "gb18030",
  ],
  ["unquoted http-equiv", gb(page("<meta http-equiv=Content-Type content=text/html;charset=gb2312>")), {}, "gb18030"],
  ["two metas, the first of no charset", gb(page("<meta charset=none><meta charset=gb2312>")), {}, "gb18030"],
  ["an XML declaration", gb(`<?xml version="1.0" encoding="GB2312"?>${page("")}`), {}, "gb18030"],
  ["UTF-16 with a mark", Buffer.from(`\ufeff${page("")}`, "utf16le"), {}, "utf-16le"],
  ["a page of four characters", gb("<p>你好世界</p>"), {}, "gb18030"],
  ["bytes that are UTF-8 by accident", gb("<meta charset=gb2312><p>一些</p>"), {}, "gb18030"],
  [
    "a short page with one broken byte",
    Buffer.concat([Buffer.from("<p>小城新闻"), Buffer.from([0xe5]), Buffer.from("</p>")]),
    {},
    "utf-8",
  ],
  ["an ASCII page", Buffer.from("<meta charset=gb2312><p>news</p>"), {}, "gb18030"],
])("tells the charset of %s", (_name, bytes, hints, charset) => {
  expect(decode(bytes, hints).charset).toBe(charset);
});

test.each(["gb-2312", "GB 2312", "hz-gb-2312", "gb13000", "GB_2312-80", "x-gbk", "cp936", "EUC-CN"])(
  "the label %s means gb18030",
  (label) => {
    expect(charsetOf(label)).toBe("gb18030");
  },
);

test("keeps what mappings of 2005 and 2022 and careless decoders lose", () => {
  const bytes = Buffer.from([0x80, 0xa8, 0xbc, 0xa8, 0xbf, 0xa6, 0xd9, 0xfe, 0x59, 0x81, 0x35, 0xf4, 0x37, 0xa2, 0xe3]);

  expect(decode(bytes, { contentType: "text/html; charset=gbk" }).text).toBe(new TextDecoder("gb18030").decode(bytes));
  expect(decode(bytes, { contentType: "text/html; charset=gbk" })).toMatchObject({ replacements: 0 });
});

test("a lead byte cut off before a tag costs one character, not the tag", () => {
  const bytes = Buffer.concat([gb("<title>新城区"), Buffer.from([0xb8]), gb(`</title><p>${STORY}</p>`)]);

  expect(decode(bytes).text).toBe(`<title>新城区\uFFFD</title><p>${STORY}</p>`);
});

test("a foot in another charset garbles the foot alone, either way", () => {
  const footer = "<div>版权所有 新城发布 未经许可不得转载</div>";
  const utf8 = decode(Buffer.concat([Buffer.from(page("")), gb(footer)]));
  const gbk = decode(Buffer.concat([gb(page('<meta charset="gb2312">')), Buffer.from(footer)]));

  expect([utf8.charset, gbk.charset]).toEqual(["utf-8", "gb18030"]);
  expect(utf8.text.startsWith(page(""))).toBe(true);
  expect(gbk.text.startsWith(page('<meta charset="gb2312">'))).toBe(true);
  expect(utf8.replacements).toBeGreaterThan(10);
});

test("a page does not show in the next one", () => {
  const torn = Buffer.concat([gb(page("")), Buffer.from([0x81])]);

  const first = [decode(torn), decode(gb(page(""))), decode(Buffer.from(`\ufeff${STORY}`, "utf16le"))];

  expect(first.map(({ text }) => text)).toEqual([`${page("")}\uFFFD`, page(""), STORY]);
  expect(decode(Buffer.from(`\ufeff${STORY}`, "utf16le")).text).toBe(STORY);
});
