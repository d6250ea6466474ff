import { canonicalUrl } from "@caibian/scraper";
import { load } from "cheerio/slim";
import { getDomain } from "tldts";

const LEAST_TITLE = 8;

/** What a crawler does without looking at structure: same registrable domain, a digit in the URL, 8 characters. */
export function naiveArticles(html: string, url: string): ReadonlySet<string> {
  const found = new Set<string>();
  const $ = load(html);
  for (const anchor of $("a[href]")) {
    const target = canonicalUrl($(anchor).attr("href") ?? "", url);
    if (target === null || getDomain(target) !== getDomain(url) || !/\d/.test(target)) continue;
    const words = [$(anchor).text().trim(), $(anchor).attr("title")?.trim() ?? ""];
    if (words.some(({ length }) => length >= LEAST_TITLE)) found.add(target);
  }
  return found;
}
