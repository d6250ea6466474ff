import type { Article } from "@caibian/schema";
import fc from "fast-check";
import { expect, test } from "vitest";

import { parse } from "../parse.ts";
import { keyOf } from "../text/fold.ts";

const TEXT =
  "<p>春分过后，柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。</p><p>据介绍，今年全县计划改造老果园三千亩，引进抗寒新品种六个。</p>";
const pieces = fc.constantFrom(
  ..."来源 作者 责任编辑 编辑 记者 时间 发布日期 更新时间 ： : | / 、 柳河日报 柳河发布 周小禾 张　娅 NN2587 2021-06-07 16:05 昨天 刚刚 110-06-07 民國110年6月7日 （ ） 【 】 摄 本站 未知 首页 > 要闻 &nbsp; <b> </b> <span> </span>".split(
    " ",
  ),
  " ",
  "</p><p>",
  "</td><td>",
);
const lines = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(""));

const WITHIN = "2021-06-0";
const valuesOf = (article: Article): string[] => [
  article.title,
  article.source?.name ?? "",
  ...article.credits.map(({ name }) => name),
  ...article.section,
];

test("gives no value that the page does not show, whatever stands around the story", () => {
  fc.assert(
    fc.property(lines, lines, (head, tail) => {
      const html = `<html><title>果香满山村</title><body><h1>果香满山村</h1><p>${head}</p><div>${TEXT}</div><p>${tail}</p></body></html>`;
      const result = parse(html, { now: "2021-06-08T09:30:00+08:00" });
      const code = result.ok ? null : result.error.code;
      expect(code).not.toBe("E_INTERNAL");
      const page = keyOf(html.replaceAll("&nbsp;", " ").replaceAll(/<[^>]*>/g, " "));
      const foreign = result.ok ? valuesOf(result.article).filter((value) => !page.includes(keyOf(value))) : [];
      expect(foreign).toEqual([]);
      expect(result.ok ? (result.article.publishedAt ?? WITHIN) : WITHIN).toContain(WITHIN);
    }),
    { numRuns: 300 },
  );
});
