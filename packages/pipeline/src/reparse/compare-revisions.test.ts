import { expect, test } from "vitest";
import type { Article } from "@caibian/schema";

import { describeDifferences, differingFields } from "./compare-revisions.ts";

// Only the fields that are compared.
const article = {
  status: "usable",
  title: "石桥镇新修村道",
  kicker: null,
  subtitle: null,
  source: { name: "柳溪网", raw: "来源：柳溪网", url: null },
  credits: [],
  publishedAt: "2024-05-06T08:00:00+08:00",
  publishedPrecision: "minute",
  updatedAt: null,
  blocks: [{ type: "paragraph", text: "村道" }],
  text: "村道",
  rights: { statement: null, reprintForbidden: false },
} as unknown as Article;

test("names the fields that make a revision, and no other", () => {
  const after = { ...article, title: "石桥镇", source: null, section: ["要闻"], language: "en" };

  expect(differingFields(article, structuredClone(article))).toEqual([]);
  expect(differingFields(article, after)).toEqual(["title", "source"]);
});

test("shows a long text from where it differs on", () => {
  const text = "一二三四五六七八九十".repeat(50);
  const before = { ...article, text: `${text}尾`, blocks: [{ type: "paragraph", text: `${text}尾` }] } as Article;
  const after = { ...article, text, blocks: [{ type: "paragraph", text }] } as Article;

  const [difference] = describeDifferences(before, after);

  expect(difference).toEqual({ field: "blocks", before: `…${text.slice(-20)}尾`, after: `…${text.slice(-20)}` });
});
