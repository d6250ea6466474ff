import { expect, test } from "vitest";

import type { Article } from "../article.ts";
import { fullArticle } from "./any-article.test-data.ts";
import { isSelected, type Selection } from "./selection.ts";

const article: Article = { ...fullArticle, cluster: null };
const copy: Article = { ...fullArticle, cluster: { id: "a", first: "b", basis: "named" } };
const first: Article = { ...fullArticle, cluster: { id: "a", first: fullArticle.id, basis: "named" } };

test.each<[string, Article, Selection, boolean]>([
  ["an empty selection takes all", article, {}, true],
  ["a province", article, { region: ["32"] }, true],
  ["a prefecture as its own code", article, { region: ["320500"] }, true],
  ["a province as its own code", article, { region: ["320000"] }, true],
  ["a district", article, { region: ["11", "320505"] }, true],
  ["another district", article, { region: ["320506"] }, false],
  ["a region of a record without one", { ...article, region: null }, { region: ["32"] }, false],
  ["a source", article, { source: ["hx"] }, true],
  ["another source", article, { source: ["snd"] }, false],
  ["a section", article, { section: ["财经", "要闻"] }, true],
  ["another section", article, { section: ["财经"] }, false],
  ["a language", article, { language: ["zh"] }, true],
  ["a language that only begins alike", { ...article, language: "zho" }, { language: ["zh"] }, false],
  ["enough quality", article, { minQuality: 0.97 }, true],
  ["too little quality", article, { minQuality: 0.98 }, false],
  ["a story of its own", article, { reprints: "first" }, true],
  ["the first of its copies", first, { reprints: "first" }, true],
  ["a copy", copy, { reprints: "first" }, false],
  ["a copy where all are wanted", copy, { reprints: "all" }, true],
  ["one of two conditions", article, { source: ["hx"], region: ["11"] }, false],
])("%s", (_, one, selection, expected) => {
  expect(isSelected(one, selection)).toBe(expected);
});
