import { expect, test } from "vitest";

import { CMS_SIGNS, recogniseCms } from "./cms.ts";

test.each(CMS_SIGNS.map(({ id, example }) => [id, example] as const))("%s is told by its example", (id, example) => {
  expect(recogniseCms(`<html><body>${example}</body></html>`, "https://www.a.example/")?.id).toBe(id);
});

test.each([
  ["https://www.a.example/xwzx/202106/t20210607_123456.shtml", "trs"],
  ["https://www.a.example/art/2016/11/22/art_1621004_30332664.html", "hanweb"],
  ["https://www.a.example/gkmlpt/index#5", "gkmlpt"],
  ["https://www.a.example/info/1016/12345.htm", "vsb"],
  ["https://epaper.a.example/pc/layout/202106/07/node_01.html", "founder"],
  ["https://www.a.example/news/12345.html", undefined],
])("%s is of %s", (url, id) => {
  expect(recogniseCms("<p>正文</p>", url)?.id).toBe(id);
});
