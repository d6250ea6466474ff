import { expect, test } from "vitest";

import { BadArticleError, checkArticle } from "./check-article.ts";
import { newArticle } from "./new-article.ts";

const article = newArticle({
  url: "https://news.example.cn/1.html",
  title: "题",
  paragraphs: ["一"],
  sourceId: "desk",
});

test("a good article goes through as it is", () => {
  expect(checkArticle(article)).toEqual(article);
});

test.each([
  ["a date in words", { ...article, publishedAt: "2026年5月1日" }, "publishedAt"],
  ["a date that is in no calendar", { ...article, publishedAt: "2026-13-40T25:00:00+08:00" }, "publishedAt"],
  ["a title that is a number", { ...article, title: 7 }, "title"],
  ["a block of no known kind", { ...article, blocks: [{ type: "poem", text: "一" }] }, "blocks.0.type"],
])("%s is refused, and the record and its field are named", (_, record, field) => {
  const check = (): unknown => checkArticle(record);

  expect(check).toThrow(BadArticleError);
  expect(check).toThrow(expect.objectContaining({ code: "E_ARTICLE", where: article.url, field }));
});

test("what is no record at all is refused in words as well", () => {
  expect(() => checkArticle(null)).toThrow("a record is not an article");
});
