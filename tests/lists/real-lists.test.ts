import { canonicalUrl, decode, discover } from "@caibian/scraper";
import { f1Of, linkId, needShared, precisionOf, readRealLists, recallOf, sumOf, type Tally } from "@caibian/testkit";
import { expect, test } from "vitest";

const corpus = needShared("corpus", "lists: saved list pages");

test.runIf(corpus !== null)("on saved pages of portals nearly every article link is found, and little else", () => {
  const tallies = readRealLists(corpus!).map(({ bytes, url, articles }): Tally => {
    const leads = discover(decode(bytes, { url }).text, url).filter(({ kind }) => kind === "article");
    const found = new Set(leads.map((lead) => linkId(canonicalUrl(lead.url) ?? lead.url)));
    const right = [...found].filter((id) => articles.has(id)).length;
    return { right, extra: found.size - right, missed: articles.size - right };
  });

  expect(recallOf(sumOf(tallies))).toBeGreaterThanOrEqual(0.98);
  expect(precisionOf(sumOf(tallies))).toBeGreaterThanOrEqual(0.94);
  for (const tally of tallies) expect(f1Of(tally)).toBeGreaterThanOrEqual(0.94);
});
