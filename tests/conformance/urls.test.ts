import { readFileSync } from "node:fs";
import { join } from "node:path";

import { canonicalUrl, identityOf } from "@caibian/page";
import { needShared } from "@caibian/testkit";
import { expect, test } from "vitest";

interface WebPlatformCase {
  readonly input: string;
  readonly base: string | null;
  readonly href?: string;
  readonly failure?: boolean;
}
interface CourlanCase {
  readonly call: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}

const shared = needShared("conformance", "conformance: URLs");
const path = (name: string): string => join(shared!, name);
const json = (name: string): unknown => JSON.parse(readFileSync(path(name), "utf8"));

function report(suite: string, wrong: readonly string[], all: number): void {
  console.log(`${suite}: ${all - wrong.length} of ${all}`);
  if (process.env["CAIBIAN_VERBOSE"] !== undefined) console.log(wrong.join("\n"));
}

test.runIf(shared !== null)("the web platform's cases: same page or refused, never a throw", () => {
  const cases = (json("wpt-url/urltestdata.json") as (WebPlatformCase | string)[]).filter(
    (item): item is WebPlatformCase => typeof item !== "string",
  );
  const wrong = cases.flatMap(({ input, base, href, failure }) => {
    const got = canonicalUrl(input, base ?? undefined);
    const expected = failure === true || !/^https?:/.test(href ?? "") ? null : plain(href!);
    return got === expected ? [] : [`${input} on ${base}: ${got}, not ${expected}`];
  });

  report("wpt-url", wrong, cases.length);
  expect(1 - wrong.length / cases.length).toBeGreaterThan(0.95);
});

/** Without what names no page: fragment, credentials, an empty query. */
function plain(href: string): string {
  // This Node's URL is older than the case.
  if (!URL.canParse(href)) return href;
  const url = new URL(href);
  url.hash = "";
  url.username = "";
  url.password = "";
  return url.href.replace(/\?$/, "");
}

test.runIf(shared !== null)("what crawler-commons normalises to one URL is one page", () => {
  const lines = readFileSync(path("crawler-commons/normalizer/weirdToNormalizedUrls.csv"), "utf8")
    .split("\n")
    .filter((line) => /^"?http/i.test(line));
  const wrong = lines.flatMap((line) => {
    const [weird = "", normal = ""] = cellsOf(line);
    return identityOf(weird) !== null && identityOf(weird) === identityOf(normal) ? [] : [line];
  });

  report("crawler-commons normaliser", wrong, lines.length);
  expect(1 - wrong.length / lines.length).toBeGreaterThan(0.85);
});

test.runIf(shared !== null)("crawler-commons' relative links", () => {
  const lines = readFileSync(path("crawler-commons/url-utils/url-resolve.csv"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const wrong = lines.flatMap((line) => {
    const [link = "", base = "", expected = ""] = cellsOf(line);
    const got = canonicalUrl(link, base === "" ? undefined : base);
    return got === canonicalUrl(expected) ? [] : [`${line}: ${got}`];
  });

  report("crawler-commons resolving", wrong, lines.length);
  expect(wrong).toEqual([]);
});

function cellsOf(line: string): string[] {
  return [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map(([, quoted, bare]) =>
    (quoted?.replaceAll('""', '"') ?? bare ?? "").trim(),
  );
}

test.runIf(shared !== null)("what courlan normalises to one URL is one page", () => {
  const { cases } = json("courlan/cases.json") as { cases: CourlanCase[] };
  const chosen = cases.filter(
    ({ call, args, kwargs, result }) =>
      (call === "normalize_url" || call === "fix_relative_urls") &&
      kwargs["strict"] !== true &&
      args.every((argument) => typeof argument === "string") &&
      typeof result === "string" &&
      result.startsWith("http"),
  );
  const wrong = chosen.flatMap(({ call, args, result }) => {
    const [first, second] = args as string[];
    const got = call === "normalize_url" ? identityOf(first!) : identityOf(canonicalUrl(second!, first) ?? "");
    return got !== null && got === identityOf(result as string)
      ? []
      : [`${call} ${args.join(" ")}: ${got}, ${String(result)}`];
  });

  report("courlan", wrong, chosen.length);
  expect(1 - wrong.length / chosen.length).toBeGreaterThan(0.75);
});
