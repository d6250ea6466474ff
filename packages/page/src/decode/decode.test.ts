import iconv from "iconv-lite";
import fc from "fast-check";
import { expect, test } from "vitest";

import { decode } from "./decode.ts";

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
