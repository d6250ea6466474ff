import fc from "fast-check";
import { expect, test } from "vitest";

import { canonicalUrl } from "./canonical-url.ts";

test.each([
  ["HTTP://News.Example.CN:80/a/./b.html#top", "http://news.example.cn/a/b.html"],
  ["https://a.example/x?utm_source=1&id=7&spm=a.b", "https://a.example/x?id=7"],
  ["https://a.example/x?from=timeline&isappinstalled=0", "https://a.example/x"],
  ["https://a.example/list?from=2021-06-07", "https://a.example/list?from=2021-06-07"],
  ["https://a.example/x.jsp;jsessionid=AB12?id=1", "https://a.example/x.jsp?id=1"],
  ["https://a.example/x?PHPSESSID=1&b=%E4%B8%AD+x", "https://a.example/x?b=%E4%B8%AD+x"],
  ["https://e.example/html/2021-06/07/content_2_3.htm?div=-1", "https://e.example/html/2021-06/07/content_2_3.htm"],
  ["https://e.example/page?div=2", "https://e.example/page?div=2"],
  [
    "https://mp.weixin.qq.com/s?__biz=M&mid=1&idx=1&sn=a&chksm=b&scene=21#rd",
    "https://mp.weixin.qq.com/s?__biz=M&mid=1&idx=1&sn=a",
  ],
  ["http://a.example/%66oo%7e.html?q=%d0%c2%ce%c5%41", "http://a.example/foo~.html?q=%D0%C2%CE%C5A"],
  ["http://a.example/a%2fb?c=%26", "http://a.example/a%2Fb?c=%26"],
  ["http://a.example/(S(lit3py55t21z5v55vlm25s55))/n/1.aspx", "http://a.example/n/1.aspx"],
  ["http://a.example/n.php?id=5&sid=0123456789abcdef0123456789abcdef", "http://a.example/n.php?id=5"],
  [
    "http://a.example/n.php?sid=0123456789abcdef0123456789abcdef",
    "http://a.example/n.php?sid=0123456789abcdef0123456789abcdef",
  ],
  ["http://a.example/n.php?sid=12&id=5", "http://a.example/n.php?sid=12&id=5"],
  ["http://a.example/n/1.html?_=1623045600123", "http://a.example/n/1.html"],
])("%s is %s", (url, expected) => {
  expect(canonicalUrl(url)).toBe(expected);
});

test("resolves against a base", () => {
  expect(canonicalUrl("./t1.shtml", "https://a.example/x/index.html")).toBe("https://a.example/x/t1.shtml");
});

test.each(["javascript:alert(1)", "mailto:a@b.example", "", "not a url", "ftp://a.example/", "http://"])(
  "refuses %s",
  (url) => {
    expect(canonicalUrl(url)).toBeNull();
  },
);

test("is idempotent and never throws", () => {
  const urls = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.stringMatching(/^http:\/\/a\.example\/[%0-9a-fA-F?&=;./]{0,20}$/),
    fc.string(),
  );
  fc.assert(
    fc.property(urls, (url) => {
      const once = canonicalUrl(url);
      expect(once === null ? null : canonicalUrl(once)).toBe(once);
    }),
  );
});
