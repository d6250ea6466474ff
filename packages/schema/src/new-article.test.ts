import { expect, test } from "vitest";

import { articleSchema } from "./article.ts";
import { contentHashOf, idOf } from "./ids.ts";
import { newArticle } from "./new-article.ts";

const FACTS = {
  url: "https://news.example.cn/1.html",
  title: "新城图书馆开馆",
  paragraphs: ["一", "二"],
  sourceId: "desk",
};

test("a few facts make a whole record that the schema takes", () => {
  const article = newArticle(FACTS);

  expect(articleSchema.safeParse(article).error).toBeUndefined();
  expect(article).toMatchObject({ id: idOf(FACTS.url), text: "一\n二", status: "usable", publishedAt: null });
  expect(article.contentHash).toBe(contentHashOf(article));
});

test("other words make another content hash, another source id does not", () => {
  const { contentHash } = newArticle(FACTS);

  expect(newArticle({ ...FACTS, title: "改题" }).contentHash).not.toBe(contentHash);
  expect(newArticle({ ...FACTS, sourceId: "other" }).contentHash).toBe(contentHash);
});

test.each([
  ["publishedAt", { publishedAt: "2026年5月1日" }],
  ["url", { url: "news.example.cn/1.html" }],
  ["id", { id: "一" }],
])("a fact that is not of its form is refused by name: %s", (field, over) => {
  expect(() => newArticle({ ...FACTS, ...over })).toThrow(expect.objectContaining({ code: "E_ARTICLE", field }));
});
