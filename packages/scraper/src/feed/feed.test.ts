import fc from "fast-check";
import { expect, test } from "vitest";

import { readFeedDate } from "./feed-date.ts";
import { readFeed } from "./feed.ts";

test("reads RSS 2.0 with its extensions", () => {
  const feed = readFeed(
    `\uFEFF<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="d" xmlns:content="c" xmlns:media="m" xmlns:atom="a"><channel>
     <title>河港新闻</title><atom:link href="http://a.test/rss.xml" rel="self"/><link>http://a.test/</link>
     <item><title><![CDATA[夜市开张 & 迎客]]></title><link>/n/1.html</link><guid isPermaLink="false">n1</guid><pubDate>Sun, 07 Jun 2026 08:00:00 GMT</pubDate>
       <dc:creator>夏某某</dc:creator><description>摘要&nbsp;在此</description><media:content><media:title>图</media:title></media:content></item>
     <item><title>二</title><guid>http://a.test/n/2.html</guid></item></channel></rss>`,
    "http://a.test/rss.xml",
  );

  expect(feed).toMatchObject({ kind: "rss", title: "河港新闻", link: "http://a.test/" });
  expect(feed.items[0]).toMatchObject({
    title: "夜市开张 & 迎客",
    link: "http://a.test/n/1.html",
    id: "n1",
    date: "2026-06-07T16:00:00+08:00",
    author: "夏某某",
  });
  expect(feed.items[1]?.link).toBe("http://a.test/n/2.html");
});

test("reads RSS 1.0 and Atom", () => {
  const rdf = readFeed(
    `<rdf:RDF xmlns:rdf="r"><channel><title>t</title></channel><item rdf:about="http://a.test/1"><title>一</title></item></rdf:RDF>`,
  );
  const atom = readFeed(
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title type="html">一&lt;b&gt;二</title><link rel="edit" href="/e"/><link href="/1"/>
     <id>tag:1</id><author><name>编辑部</name></author><updated>2026-06-07T09:00:00Z</updated><published>2026-06-07T08:00:00Z</published></entry></feed>`,
    "http://a.test/",
  );

  expect(rdf).toMatchObject({ kind: "rss", items: [{ link: "http://a.test/1", title: "一" }] });
  expect(atom.items).toMatchObject([
    { link: "http://a.test/1", author: "编辑部", date: "2026-06-07T16:00:00+08:00", id: "tag:1" },
  ]);
});

test("reads a JSON Feed", () => {
  const text = JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: "t",
    items: [{ id: 1, url: "/1", title: "一", authors: [{ name: "甲" }], date_published: "2026-06-07T08:00:00+08:00" }],
  });

  expect(readFeed(text, "http://a.test/")).toMatchObject({
    kind: "json",
    items: [{ id: "1", link: "http://a.test/1", author: "甲" }],
  });
});

test.each([
  ["Sun, 07 Jun 2026 08:00:00 +0800", "2026-06-07T08:00:00+08:00"],
  ["Sun, 07 Jun 2026 08:00:00", "2026-06-07T08:00:00+08:00"],
  ["2026-06-07 08:00", "2026-06-07T08:00:00+08:00"],
  ["Sun, 07 Jun 26 08:00 CST", "2026-06-07T08:00:00+08:00"],
  ["Sun Jun 07 08:00:00 CST 2026", "2026-06-07T08:00:00+08:00"],
  ["2026-06-07 08:00:00 UTC", "2026-06-07T16:00:00+08:00"],
  ["2026-06-07T08:00:00.123Z", "2026-06-07T16:00:00+08:00"],
  ["yesterday", null],
])("the date %j is %s", (text, expected) => {
  expect(readFeedDate(text)).toBe(expected);
});

test("entities of the document are not expanded, and a torn feed gives what came", () => {
  const bomb = `<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title><link>http://a.test/1</link></item><item><title>torn`;

  expect(readFeed(bomb).items).toHaveLength(1);
  expect(readFeed(bomb).items[0]?.title).not.toBe("xx");
});

test("reads old and mixed vocabularies", () => {
  const cdf = readFeed(
    `<CHANNEL HREF="http://a.test/"><TITLE>t</TITLE><ITEM HREF="/1" LASTMOD="2026-06-07T08:00+08:00"><TITLE>一</TITLE><ABSTRACT>摘要</ABSTRACT></ITEM></CHANNEL>`,
    "http://a.test/",
  );
  const old = readFeed(
    `<rss version="0.91"><channel><title>t</title><item><title>一</title><link>/1</link></item></channel></rss>`,
    "http://a.test/",
  );
  const prefixed = readFeed(
    `<rss xmlns:x="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss/"><channel><item><m:title>图</m:title><title>一</title><x:creator>甲</x:creator><x:date>2026-06-07</x:date></item></channel></rss>`,
  );

  expect(cdf).toMatchObject({
    kind: "cdf",
    link: "http://a.test/",
    items: [{ title: "一", link: "http://a.test/1", summary: "摘要", date: "2026-06-07T08:00:00+08:00" }],
  });
  expect(old.items).toMatchObject([{ link: "http://a.test/1" }]);
  expect(prefixed.items).toMatchObject([{ title: "一", author: "甲", date: "2026-06-07T00:00:00+08:00" }]);
});

test("links start from xml:base, inside markup too", () => {
  const feed = readFeed(
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.test/x/"><entry xml:base="y/"><link href="1"/><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">见<a href="2">二</a></div></summary></entry></feed>`,
    "http://b.test/",
  );

  expect(feed.items).toMatchObject([
    { link: "http://a.test/x/y/1", summary: '见<a href="http://a.test/x/y/2">二</a>' },
  ]);
});

test("forgives stray ampersands, unknown entities and wrong nesting", () => {
  const feed = readFeed(
    `<rss><channel><item><title>衣&食 &住; &nbsp;行</title><link>http://a.test/?a=1&b=2</link><description><b><i>粗</b></i></description></item>
     <item><title>二</title><link>http://a.test/2</link></item></channel></rss>`,
  );

  expect(feed.items).toMatchObject([
    { title: "衣&食 &住; &nbsp;行", link: "http://a.test/?a=1&b=2" },
    { title: "二", link: "http://a.test/2" },
  ]);
});

test("an entity that names a file stays a name", () => {
  const text = `<!DOCTYPE rss [<!ENTITY site "河港"><!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&site; &f;</title></item></channel></rss>`;

  expect(readFeed(text).items[0]?.title).toBe("河港 &f;");
});

test("a page that is no XML costs little", () => {
  const before = performance.now();

  expect(readFeed("<".repeat(2_000_000)).kind).toBeNull();
  expect(performance.now() - before).toBeLessThan(1000);
});

test("any text in, no throw out", () => {
  const piece = fc.constantFrom(
    "<rss>",
    "<item>",
    "</item>",
    "<link>",
    "</",
    "<![CDATA[",
    "]]>",
    "&x;",
    "{",
    '"',
    "<!DOCTYPE",
    ">",
    "<?",
    "\0",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join("")),
      ),
      (text) => {
        expect(Array.isArray(readFeed(text, "http://a.test/").items)).toBe(true);
      },
    ),
  );
});
