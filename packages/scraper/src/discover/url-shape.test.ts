import { expect, test } from "vitest";

import { shapeOf, spellingOf } from "./url-shape.ts";

test.each([
  ["http://a.test/xwzx/202606/t20260607_1001.shtml", "article"],
  ["http://a.test/art/2026/6/7/art_12_3456.html", "article"],
  ["http://a.test/info/1016/23000.htm", "article"],
  ["http://a.test/2026/0607/c1234a56789/page.htm", "article"],
  ["http://a.test/yw/202606/0123456789abcdef0123456789abcdef.shtml", "article"],
  ["https://mp.weixin.qq.com/s/AbCdEf", "article"],
  ["http://a.test/index.php?m=content&c=index&a=show&catid=10&id=9", "article"],
  ["http://a.test/news/show.asp?id=412", "numbered"],
  ["http://a.test/channels/12.html", "list"],
  ["http://a.test/gallery/detail/7003", "article"],
  ["http://a.test/gallery/7003", "numbered"],
  ["http://a.test/rumor/rumordetail?id=kzeb", "numbered"],
  ["http://a.test/col/col123/index.html", "list"],
  ["http://a.test/node_423.htm", "list"],
  ["http://a.test/1234/list.htm", "list"],
  ["http://a.test/index.php?m=content&c=index&a=lists&catid=10", "list"],
  ["http://a.test/special/2026lianghui/", "list"],
  ["http://a.test/2026/06/", "list"],
  ["http://a.test/xwzx/bmdt/", "folder"],
  ["http://a.test/xwzx/bmdt", "folder"],
  ["http://a.test/", "home"],
  ["http://a.test/P020260607.xlsx", "file"],
  ["http://a.test/tag/hubian/20260607.html", "service"],
  ["http://comment.a.test/FGK7NCOR0001899O.html", "service"],
  ["http://service.test/share/share.php?url=http://a.test/20260607.html", "service"],
  ["http://a.test/legal_case/content/2026-06/06/content_3123240.htm", "article"],
  ["http://a.test/zwgk/xxgknb.html", "words"],
])("%s is spelt as %s", (url, shape) => {
  expect(shapeOf(new URL(url))).toBe(shape);
});

const spelling = (url: string) => spellingOf(new URL(url));

test("stories of one section are spelt alike, and otherwise than sections", () => {
  expect(spelling("http://a.test/sh/2026-06/07/content_91.html")).toBe(
    spelling("http://a.test/sh/2026-06/12/content_9188.html"),
  );
  expect(spelling("http://a.test/n/FGK7NCOR0001899O.html")).toBe(spelling("http://a.test/n/FGJI76S00001875P.html"));
  expect(spelling("http://a.test/i.php?a=show&id=3")).toBe(spelling("http://a.test/i.php?a=show&id=44"));
  expect(spelling("http://a.test/i.php?a=show&id=3")).not.toBe(spelling("http://a.test/i.php?a=lists&id=3"));
});
