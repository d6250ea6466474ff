import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { sharedFile } from "../shared.test-data.ts";
import { readLines } from "./lines.ts";
import { escapePattern, pathOf } from "./pattern.ts";
import { parseRobots } from "./robots.ts";

interface Cases {
  readonly allowed: readonly { robotstxt: string; ua: string; url: string; allowed: boolean }[];
  readonly validUserAgent: readonly { ua: string; valid: boolean }[];
  readonly pathParamsQuery: readonly { url: string; path: string }[];
  readonly escapePattern: readonly { pattern: string; escaped: string }[];
  readonly parseStats: readonly { base64: string; valid_directives: number; unknown_directives?: number }[];
  readonly sitemaps: readonly { robotstxt: string; sitemaps: string[] }[];
}

const file = sharedFile("conformance/google-robotstxt/cases.json");

function bytesOf(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function count(base64: string, isUnknown: boolean): number {
  return readLines(Buffer.from(base64, "base64")).filter((line) => (line.key === "unknown") === isUnknown).length;
}

describe.skipIf(file === null)("Google's cases", () => {
  const cases = JSON.parse(file === null ? "{}" : readFileSync(file, "utf8")) as Cases;

  test("145 verdicts", () => {
    const wrong = cases.allowed.filter(
      ({ robotstxt, ua, url, allowed }) => parseRobots(robotstxt).allows(ua, url) !== allowed,
    );

    expect(wrong).toEqual([]);
  });

  test("paths, escapes, lines and sitemaps", () => {
    expect(cases.pathParamsQuery.filter(({ url, path }) => pathOf(url) !== path)).toEqual([]);
    expect(cases.escapePattern.filter(({ pattern, escaped }) => escapePattern(bytesOf(pattern)) !== escaped)).toEqual(
      [],
    );
    for (const stats of cases.parseStats) {
      expect(count(stats.base64, false)).toBe(stats.valid_directives);
      expect(count(stats.base64, true)).toBe(stats.unknown_directives ?? 0);
    }
    for (const { robotstxt, sitemaps } of cases.sitemaps) expect(parseRobots(robotstxt).sitemaps).toEqual(sitemaps);
  });

  test("what is no product token is obeyed only as everybody", () => {
    // `Foobot/2.1` is how a whole User-Agent starts; we read its token instead of ignoring it.
    const wrong = cases.validUserAgent.filter(
      ({ ua, valid }) =>
        ua !== "Foobot/2.1" &&
        parseRobots(`User-agent: ${ua}
Disallow: /
`).allows(ua, "/") === valid,
    );

    expect(wrong).toEqual([]);
  });
});

test("takes the product token out of a whole User-Agent", () => {
  const robots = parseRobots("User-agent: Caibian\nDisallow: /gk/\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /\n");

  expect(robots.allows("caibian/0.1 (+https://a.test)", "https://b.test/xw/")).toBe(true);
  expect(robots.allows("caibian/0.1 (+https://a.test)", "https://b.test/gk/1")).toBe(false);
  expect([robots.crawlDelay("caibian/0.1"), robots.crawlDelay("other")]).toEqual([5, null]);
});

test("matches GBK rules by their bytes, and reads UTF-16", () => {
  const gbk = Buffer.concat([Buffer.from("User-agent: *\nDisallow: /"), Buffer.from([0xd0, 0xc2, 0xce, 0xc5])]);

  expect(parseRobots(gbk).allows("caibian", "http://a.test/%D0%C2%CE%C5/1")).toBe(false);
  const utf16 = Buffer.from("\ufeffUser-agent: *\nDisallow: /\n", "utf16le");
  expect(parseRobots(utf16).allows("caibian", "http://a.test/")).toBe(false);
});

test("a pattern of many stars is matched in linear time", () => {
  const robots = parseRobots(`User-agent: *\nDisallow: ${"/*a".repeat(5000)}$\n`);

  const before = performance.now();
  robots.allows("caibian", `http://a.test/${"/a".repeat(20_000)}b`);

  expect(performance.now() - before).toBeLessThan(500);
});

test("a crawl-delay speaks for the agents named before it", () => {
  const robots = parseRobots(
    "User-agent: a\nCrawl-delay: 10\nUser-agent: b\nDisallow: /x\n\nUser-agent: *\nCrawl-delay: 3\n",
  );

  expect(["a", "b", "c"].map((agent) => robots.crawlDelay(agent))).toEqual([10, null, 3]);
  expect(["a", "b", "c"].map((agent) => robots.allows(agent, "/x"))).toEqual([false, false, true]);
});

test("reads 500 KiB of a large file, and no torn rule", () => {
  const head = "User-agent: *\nDisallow: /first/\n";
  const filler = `${"#".repeat(500 * 1024 - head.length - "\nDisallow: /".length)}\n`;
  const large = Buffer.from(`${head}${filler}Disallow: /second/\n${"Disallow: /third/\n".repeat(600_000)}`);

  const robots = parseRobots(large);

  expect(large.length).toBeGreaterThan(10_000_000);
  expect(["/first/", "/second/", "/third/"].map((path) => robots.allows("caibian", path))).toEqual([false, true, true]);
});

test("any bytes in, no throw out", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string()), fc.string(), fc.string(), (input, agent, url) => {
      const robots = parseRobots(input);
      expect(typeof robots.allows(agent, url)).toBe("boolean");
      robots.crawlDelay(agent);
    }),
  );
});
