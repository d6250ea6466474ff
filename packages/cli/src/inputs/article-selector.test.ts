import { expect, test } from "vitest";

import { articleSelector } from "./article-selector.ts";

const NONE = { id: [], host: [], cluster: [], source: [] };

test("what is named becomes the selector, and nothing else", () => {
  const urls = ["https://www.example.gov.cn/a/1.html"];

  expect(articleSelector(urls, { ...NONE, host: ["old.example.cn"] })).toEqual({ urls, hosts: ["old.example.cn"] });
});

test("nothing named is a usage error: it never means all", () => {
  expect(() => articleSelector([], NONE)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

test.each(["a1.html", "ftp://example.cn/x", "https://"])("%s is no URL of an article", (url) => {
  expect(() => articleSelector([url], NONE)).toThrow(expect.objectContaining({ exitCode: 2, where: url }));
});
