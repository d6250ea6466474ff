import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseRobots, readFeed, readSitemap } from "@caibian/scraper";
import { needShared } from "@caibian/testkit";
import { expect, test } from "vitest";

const shared = needShared("conformance", "conformance: crawler-commons' robots files and sitemaps");
const read = (path: string): Buffer => readFileSync(join(shared!, "crawler-commons", path));

// Where the files name agents with digits ("bot1"), Google reads their letters only, and so do we: left out.
/** file, agent, path, and whether it may be fetched. */
const VERDICTS: readonly (readonly [string, string, string, boolean])[] = [
  ["robots-with-utf8-bom", "foobot", "/profile", false],
  ["robots-with-utf8-bom", "foobot", "/news/output/print", false],
  ["robots-with-utf16le-bom", "foobot", "/profile", false],
  ["robots-with-utf16be-bom", "foobot", "/profile", false],
  ["robots-with-utf16be-bom", "foobot", "/news", true],
  ["dos-line-endings", "foobot", "/profile", true],
  ["rfc9309-example-longest-match-robots", "foobot", "/example/page/a.gif", true],
  ["rfc9309-example-longest-match-robots", "foobot", "/example/page/disallowed.gif", false],
  ["rfc9309-example-rule-group-merging", "ExampleBot", "/baz", false],
  ["rfc9309-example-rule-group-merging", "ExampleBot", "/foo", false],
  ["rfc9309-example-rule-group-merging", "BazBot", "/foo", true],
  ["crawl-delay-group-merging", "mybot", "/private/", false],
  ["crawl-delay-group-merging", "mybot", "/login/", true],
  ["crawl-delay-group-merging", "yourbot", "/login/", false],
  ["extensions-group-merging", "mybot", "/private/", false],
  ["extensions-group-merging", "mybot", "/x", true],
  ["extensions-group-merging", "anybot", "/x", false],
  ["extensions-group-merging", "anybot", "/llms.txt", true],
  ["merge-rules", "wget", "/foo/bar", true],
  ["merge-rules", "wget", "/tmp/bar", false],
  ["merge-rules", "other", "/foo/bar", false],
  ["merge-rules", "testy", "/ckh/bar", false],
  ["precedence-of-rules", "wget", "/foo", true],
  ["precedence-of-rules", "wget", "/index.html", true],
  ["precedence-of-rules", "testy", "/foo/bar", true],
  ["malformed-path", "foobot", "/wiki/Wikipedia_talk:Mediation_Committee/", false],
  ["malformed-path", "foobot", "/wiki/", true],
  ["wildcards", "foobot", "/gp/registry/wishlist/1/reserve", false],
  ["wildcards", "foobot", "/gp/registry/", true],
  ["extension-robots", "mybot", "/private/", false],
  ["extension-robots", "foobot", "/private/", true],
  ["many-user-agents", "wget", "/", false],
  ["many-user-agents", "foobot", "/home.php", false],
];

test.runIf(shared !== null)("robots files", () => {
  const wrong = VERDICTS.filter(([file, agent, path, expected]) => {
    const robots = parseRobots(read(`robots/${file}.txt`));
    return robots.allows(agent, `http://a.test${path}`) !== expected;
  });
  const delays = parseRobots(read("robots/crawl-delay-group-merging.txt"));

  console.log(`crawler-commons robots: ${VERDICTS.length - wrong.length} of ${VERDICTS.length} verdicts`);
  expect(wrong).toEqual([]);
  expect(["mybot", "yourbot", "foobot"].map((agent) => delays.crawlDelay(agent))).toEqual([10, null, 30]);
  expect(parseRobots(read("robots/astore.amazon.com-robots.txt")).crawlDelay("foobot")).toBe(5);
  expect(parseRobots(read("robots/sitemap-robots-dedup.txt")).sitemaps).toEqual(["http://example.org/sitemap.xml"]);
});

test.runIf(shared !== null).each([
  ["atom.xml", "feed", 1],
  ["do-not-visit.txt", "text", 1],
  ["sitemap-with-bom.txt", "text", 2],
  ["sitemap.badns.xml", "urlset", 2],
  ["sitemap.ns.xml", "urlset", 2],
  ["sitemap.index.xml", "index", 15],
  ["sitemap.txt", "text", 2],
  ["sitemap.txt.gz", "text", 5],
  ["xmlSitemap.gz", "urlset", 5],
  ["extension/hebdenbridgetimes-articles-sitemap.xml", "urlset", 74],
  ["extension/pagemaps-sitemap.xml", "urlset", 2],
  ["extension/shinpaideshou-news-sitemap.xml", "urlset", 3],
  ["extension/sitemap-images.xml", "urlset", 1],
  ["extension/sitemap-links.xml", "urlset", 3],
  ["extension/sitemap-mobile.xml", "urlset", 3],
  ["extension/sitemap-news.xml", "urlset", 2],
  ["extension/sitemap-videos-tvshow.xml", "urlset", 1],
  ["extension/sitemap-videos.xml", "urlset", 3],
])("sitemap %s is a %s of %i", (file, kind, count) => {
  const map = readSitemap(read(`sitemaps/${file}`), "http://www.example.com/sitemap.xml");

  expect(map.kind).toBe(kind);
  expect(map.pages.length + map.sitemaps.length).toBe(count);
});

test.runIf(shared !== null)("news sitemaps and feeds", () => {
  const news = readSitemap(read("sitemaps/extension/sitemap-news.xml")).pages[0];
  const feed = readFeed(read("rss/xmlRss_pubDate.xml").toString());

  expect(news).toMatchObject({
    url: "http://www.example.org/business/article55.html",
    title: "Companies A, B in Merger Talks",
    publishedAt: "2008-12-23T00:00:00+08:00",
  });
  expect(feed.items).toHaveLength(7);
  // One is empty, one is missing.
  expect(feed.items.filter(({ date }) => date === null)).toHaveLength(2);
});
