import { articleSchema, type Article } from "@caibian/schema";
import { expect, test } from "vitest";

import { parseStory, type StoryPage } from "./parse-story.ts";

const URL_OF = "https://www.example.cn/html/2021-06/07/content_123";
const LEAD = "编者按：本报记者走进三个村庄，记录果农们的一天。";
const page = (number: number, inside: string): StoryPage => ({
  url: `${URL_OF}${number === 1 ? "" : `_${number}`}.htm`,
  warc: `a.warc.gz@${number}`,
  input: `<html><head><title>果园里的一天_柳河日报</title></head><body><h1>果园里的一天</h1>
<div class="info">2021-06-07 08:00 来源：柳河日报</div>
<div class="content">${inside}</div><div class="pager"><a href="content_123.htm">1</a> <a href="content_123_2.htm">2</a></div></body></html>`,
});
const paragraph = (place: string): string =>
  `<p>${place}的果园里一片忙碌，果农们抢抓农时，修剪枝条。</p><p>据介绍，今年${place}计划改造老果园三千亩，引进新品种六个。</p>`;

const shot = (n: number): string =>
  `<p><img src="p${n}.jpg"></p><p>图为第${n}位果农在修剪枝条。李小山 摄</p><p>六月的柳河，果园里一片忙碌，果农们抢抓农时。</p>`;

function joined(first: StoryPage, others: readonly StoryPage[], isComplete = true): Article {
  const result = parseStory(first, others, { now: "2021-06-08T00:00:00+08:00" }, isComplete);
  if (!result.ok) throw new Error(result.error.message);
  return articleSchema.parse(result.article);
}

test("joins the pages in order, without the lead that each repeats, into the first page's record", () => {
  const lead = `<p>${LEAD}</p>`;

  const article = joined(page(1, lead + paragraph("柳河")), [
    page(2, lead + paragraph("青石")),
    page(3, `${lead}${paragraph("东岭")}<p>（责任编辑：王小川）</p>`),
  ]);

  expect(article.text.split("\n").map((line) => line.slice(0, 6))).toEqual([
    LEAD.slice(0, 6),
    "柳河的果园里",
    "据介绍，今年",
    "青石的果园里",
    "据介绍，今年",
    "东岭的果园里",
    "据介绍，今年",
  ]);
  expect(article.url).toBe(`${URL_OF}.htm`);
  expect(article.credits).toEqual([{ role: "editor", name: "王小川", org: null }]);
  expect(article.provenance).toMatchObject({ warc: "a.warc.gz@1", parts: ["a.warc.gz@2", "a.warc.gz@3"] });
  expect(article.quality.flags).not.toContain("incomplete");
});

test("a sentence that is said again in the middle of a part stays", () => {
  const answer = "<p>答：好的，谢谢。</p>";

  const article = joined(page(1, paragraph("柳河") + answer + paragraph("云门")), [
    page(2, paragraph("青石") + answer + paragraph("东岭")),
  ]);

  expect(article.text.split("答：好的").length - 1).toBe(2);
});

test("a gallery is one record with every picture and caption once", () => {
  const article = joined(page(1, shot(1)), [page(2, shot(2)), page(3, shot(2)), page(4, shot(4))]);

  expect(article.images.map(({ url }) => url.slice(-6))).toEqual(["p1.jpg", "p2.jpg", "p4.jpg"]);
  expect(article.images.map(({ caption }) => caption?.slice(0, 5))).toEqual(["图为第1位", "图为第2位", "图为第4位"]);
  expect(article.text.split("六月的柳河").length - 1).toBe(1);
});

test("says so when a part is no article, or could not be had", () => {
  const lost: StoryPage = { input: "<title>404</title><h1>您访问的页面不存在</h1>", url: `${URL_OF}_2.htm` };

  for (const article of [
    joined(page(1, paragraph("柳河")), [lost, page(3, paragraph("东岭"))]),
    joined(page(1, paragraph("柳河")), [page(3, paragraph("东岭"))], false),
  ]) {
    expect(article.quality.flags).toContain("incomplete");
    expect(article.text).toContain("东岭");
    expect(article.text).not.toContain("不存在");
  }
});

test("the story is what its first page is", () => {
  expect(parseStory({ input: "" }, [page(2, paragraph("柳河"))])).toMatchObject({ ok: false });
  const alone = joined(page(1, paragraph("柳河")), []);
  expect(joined(page(1, paragraph("柳河")), [page(2, paragraph("柳河"))]).contentHash).toBe(alone.contentHash);
});
