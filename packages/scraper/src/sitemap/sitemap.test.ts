import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { expect, test } from "vitest";

import { readSitemap } from "./sitemap.ts";

const read = (text: string) => readSitemap(Buffer.from(text), "http://a.test/sitemap.xml");

test("reads pages with the news extension", () => {
  const map =
    read(`<?xml version="1.0"?><urlset xmlns:news="n"><url><loc> http://a.test/1.html </loc><lastmod>2026-06-07</lastmod>
    <news:news><news:publication><news:name>河港</news:name></news:publication><news:publication_date>2026-06-06T08:00+08:00</news:publication_date><news:title>夜市</news:title></news:news></url></urlset>`);

  expect(map).toEqual({
    kind: "urlset",
    pages: [
      {
        url: "http://a.test/1.html",
        lastModified: "2026-06-07T00:00:00+08:00",
        title: "夜市",
        publishedAt: "2026-06-06T08:00:00+08:00",
      },
    ],
    sitemaps: [],
  });
});

test("reads an index, gzip, plain text and a feed", () => {
  const index = `<sitemapindex><sitemap><loc>http://a.test/m.xml.gz</loc></sitemap></sitemapindex>`;

  expect(readSitemap(gzipSync(index)).sitemaps).toEqual([{ url: "http://a.test/m.xml.gz", lastModified: null }]);
  expect(read("http://a.test/1\r\nnot a url\nhttp://a.test/2\n").pages.map(({ url }) => url)).toEqual([
    "http://a.test/1",
    "http://a.test/2",
  ]);
  expect(read(`<rss><channel><item><link>http://a.test/1</link></item></channel></rss>`)).toMatchObject({
    kind: "feed",
    pages: [{ url: "http://a.test/1" }],
  });
});

test("reads CDATA, relative addresses and bare ampersands, under any prefix", () => {
  const map = read(
    `<!-- made by hand --><s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc><![CDATA[/n/1.html?a=1&b=2]]></s:loc></s:url>
     <s:url><s:loc>n/2.html?a=1&b=2</s:loc></s:url><s:url><s:loc>javascript:x()</s:loc></s:url><s:url></s:urlset>`,
  );

  expect(map.pages.map(({ url }) => url)).toEqual(["http://a.test/n/1.html?a=1&b=2", "http://a.test/n/2.html?a=1&b=2"]);
});

test("what was cut off in the middle of an address is no address", () => {
  expect(read("<urlset><url><loc>http://a.test/n/1.html</loc></url><url><loc>http://a.test/n/1").pages).toHaveLength(1);
});

test("entities that grow cost nothing", () => {
  const bomb = `<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">${"bcdefghij"
    .split("")
    .map((name, n) => `<!ENTITY ${name} "${`&${"abcdefghij"[n]};`.repeat(10)}">`)
    .join("")}]><urlset><url><loc>http://a.test/&j;</loc></url></urlset>`;
  const before = performance.now();

  expect(read(bomb).pages[0]?.url).toBe("http://a.test/&j;");
  expect(performance.now() - before).toBeLessThan(500);
});

test("a page of HTML, damaged gzip and a bomb are no sitemap", () => {
  expect(read("<html><body>网站地图</body></html>").kind).toBeNull();
  expect(readSitemap(gzipSync("<urlset>").subarray(0, 12)).kind).toBeNull();
  expect(readSitemap(gzipSync(Buffer.alloc(60 * 1024 * 1024))).kind).toBeNull();
});

test("stops at 50 000 URLs", () => {
  const many = `<urlset>${"<url><loc>http://a.test/1</loc></url>".repeat(50_100)}</urlset>`;

  expect(read(many).pages).toHaveLength(50_000);
});

test("any bytes in, no throw out", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((text) => Buffer.from(`<urlset>${text}`)),
      ),
      (bytes) => {
        expect(Array.isArray(readSitemap(bytes).pages)).toBe(true);
      },
    ),
  );
});
