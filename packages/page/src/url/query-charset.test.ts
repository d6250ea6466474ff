import { expect, test } from "vitest";

import { canonicalUrl } from "./canonical-url.ts";
import { escapeQuery } from "./query-charset.ts";

test.each([
  ["gb18030", "/s?k=新闻&p=1#顶", "/s?k=%D0%C2%CE%C5&p=1#顶"],
  ["big5", "/s?k=新聞", "/s?k=%B7s%BBD"],
  ["utf-8", "/s?k=新闻", "/s?k=新闻"],
  ["gb18030", "/新闻/s?k=a", "/新闻/s?k=a"],
  ["gb18030", "/s?k=%E6%96%B0", "/s?k=%E6%96%B0"],
  ["gb18030", "/s#?新", "/s#?新"],
])("on a page in %s %s is %s", (charset, href, expected) => {
  expect(escapeQuery(href, charset)).toBe(expected);
});

test("a GBK query survives the canonical form byte by byte", () => {
  const url = new URL(escapeQuery("/s?k=新闻", "gb18030"), "http://a.example/").href;

  expect(canonicalUrl(url)).toBe("http://a.example/s?k=%D0%C2%CE%C5");
  expect(canonicalUrl("http://a.example/s?k=%d0%c2%ce%c5")).toBe("http://a.example/s?k=%D0%C2%CE%C5");
});
