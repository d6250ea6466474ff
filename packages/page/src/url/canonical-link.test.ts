import { expect, test } from "vitest";

import { trustedCanonical } from "./canonical-link.ts";

test.each([
  ["the twin of a telephone page", "http://m.a.example/n/123456.html", "https://www.a.example/n/123456.html"],
  ["a static address without the query", "http://a.example/n/20210607/1.html?f=x", "/n/20210607/1.html"],
  ["an id without its column", "http://a.example/show.php?id=12345&col=", "http://a.example/show.php?id=12345"],
  ["a short address", "http://a.example/p/123456?x=", "http://a.example/2021/06/07/123456.html"],
])("believes %s", (_name, url, declared) => {
  expect(trustedCanonical(url, declared)).toBe(new URL(declared, url).href);
});

test.each([
  ["the home page", "http://a.example/n/123456.html", "http://a.example/"],
  ["the section", "http://a.example/n/123456.html", "http://a.example/n/"],
  ["another site", "http://a.example/n/123456.html", "http://b.example/n/123456.html"],
  ["another story", "http://a.example/n/123456.html", "http://a.example/n/123457.html"],
  ["the first page of a story", "http://a.example/n/123456_2.html", "http://a.example/n/123456.html"],
  ["the template without its id", "http://a.example/show.php?id=12345", "http://a.example/show.php"],
  ["a template's fixed id", "http://a.example/show.php?id=12345", "http://a.example/show.php?id=1"],
  ["a script", "http://a.example/n/123456.html", "javascript:void(0)"],
  ["nothing", "http://a.example/n/hello.html", ""],
])("does not believe a link to %s", (_name, url, declared) => {
  const named = trustedCanonical(url, declared);

  expect(named === null || named === url).toBe(true);
});
