import { canonicalUrl, discover } from "@caibian/scraper";
import {
  LISTS_FETCHED_AT,
  precisionOf,
  readListSites,
  recallOf,
  scoreLeads,
  sumOf,
  textOf,
  type ListSiteFolder,
  type PageScore,
} from "@caibian/testkit";
import { describe, expect, test } from "vitest";

const HOST = "http://lists.test";
/** What issue and docs promise on every kind of site. */
const LEAST = 0.98;

const leadsOf = (site: ListSiteFolder, path: string) =>
  discover(textOf(site, site.site.pages[path]!).replaceAll("{{origin}}", HOST), HOST + path, { now: LISTS_FETCHED_AT });

describe.each(readListSites().map((site) => [site.kind, site] as const))("%s", (_, site) => {
  const pages = Object.entries(site.expected);

  test.each(["articles", "lists", "next"] as const)("its %s are told without selectors", (what) => {
    const scores = pages.map(([path, expected]): PageScore => {
      return scoreLeads(leadsOf(site, path), expected, HOST + path, (url) => canonicalUrl(url) ?? url);
    });
    const tally = sumOf(scores.map((score) => score[what]));
    const wrong = scores.flatMap((score) => score.wrong);

    expect(precisionOf(tally), wrong.join("\n")).toBeGreaterThanOrEqual(LEAST);
    expect(recallOf(tally), wrong.join("\n")).toBeGreaterThanOrEqual(LEAST);
  });

  test("only what stands in boxes of hot stories alone is aside", () => {
    for (const [path, { asides = [] }] of pages) {
      const found = leadsOf(site, path).filter((lead) => lead.aside === true);

      expect(found.map(({ url }) => url)).toEqual(asides.map(({ url }) => HOST + url));
    }
  });

  test("titles are whole, and dates are those of the list", () => {
    for (const [path, { articles, asides = [] }] of pages) {
      const leads = new Map(leadsOf(site, path).map((lead) => [canonicalUrl(lead.url), lead]));
      for (const { url, title, date } of [...articles, ...asides]) {
        const lead = leads.get(canonicalUrl(url, HOST + path));
        // A list that gives a day only says nothing of the hour.
        const said = date === null ? lead?.listDate : lead?.listDate?.slice(0, date.length);

        expect([lead?.anchorText, said], `${path} ${url}`).toEqual([title, date]);
      }
    }
  });
});
