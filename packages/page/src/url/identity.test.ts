import fc from "fast-check";
import { expect, test } from "vitest";

import { canonicalUrl } from "./canonical-url.ts";
import { identityOf } from "./identity.ts";

const STORY = "https://www.a.example/art/2021/6/7/art_1_34567.html";

test.each([
  ["another scheme", "http://www.a.example/art/2021/6/7/art_1_34567.html"],
  ["no www", "https://a.example/art/2021/6/7/art_1_34567.html"],
  ["the mobile twin", "http://m.a.example/art/2021/6/7/art_1_34567.html?utm_source=wx"],
  ["the wap twin of www", "http://wap.www.a.example/art/2021/6/7/art_1_34567.html#top"],
  ["doubled slashes", "https://www.a.example//art/2021/6/7//art_1_34567.html"],
  ["a session", "https://www.a.example/art/2021/6/7/art_1_34567.html;jsessionid=A1"],
])("one story: %s", (_name, url) => {
  expect(identityOf(url)).toBe(identityOf(STORY));
});

test.each([
  ["a short number on m. may be another story", "http://m.a.example/a/12.html", "http://www.a.example/a/12.html"],
  ["ids in the query of m. too", "http://m.a.example/show?id=123456", "http://www.a.example/show?id=123456"],
  ["another column", "http://a.example/x/202106/t20210607_1.html", "http://a.example/y/202106/t20210607_1.html"],
  ["another page", "http://a.example/n/123456.html", "http://a.example/n/123456_2.html"],
  ["another id", "http://a.example/n?id=1&c=2", "http://a.example/n?id=2&c=1"],
  ["another port", "http://a.example:8080/n/1.html", "http://a.example/n/1.html"],
  ["another host of the site", "http://news.a.example/n/123456.html", "http://a.example/n/123456.html"],
  ["letter case of a path", "http://a.example/n/AbC123", "http://a.example/n/abc123"],
  ["a folder and its file", "http://a.example/n/", "http://a.example/n/index.html"],
  ["an address inside a path", "http://a.example/go/http://b.example/", "http://a.example/go/http:/b.example/"],
  ["the order of values of one name", "http://a.example/n?a=1&a=2", "http://a.example/n?a=2&a=1"],
  ["m.example is a whole site", "http://m.example/n/123456.html", "http://example/n/123456.html"],
])("two pages: %s", (_name, one, other) => {
  expect(identityOf(one)).not.toBe(identityOf(other));
});

test("the order of parameters means nothing", () => {
  expect(identityOf("http://a.example/n?id=1&c=2")).toBe(identityOf("http://a.example/n?c=2&id=1"));
});

test("a URL and its canonical form are one, and nothing throws", () => {
  const urls = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string());
  fc.assert(
    fc.property(urls, (url) => {
      const canonical = canonicalUrl(url);
      expect(identityOf(url)).toBe(canonical === null ? null : identityOf(canonical));
    }),
  );
});

test("two pages that differ in a path or a value stay two", () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  fc.assert(
    fc.property(word, word, word, word, (path, other, value, otherValue) => {
      fc.pre(path !== other || value !== otherValue);
      expect(identityOf(`http://a.example/${path}.html?id=${value}`)).not.toBe(
        identityOf(`http://a.example/${other}.html?id=${otherValue}`),
      );
    }),
  );
});
