// Question: does discover tell the articles of a list page, on the invented sites and on saved pages of portals, and
// what does a page cost? Beside it the naive rule (same domain, a digit in the URL, 8 characters), and the bare load.
import { canonicalUrl, decode, discover } from "@caibian/scraper";
import {
  f1Of,
  linkId,
  LISTS_FETCHED_AT,
  precisionOf,
  readListSites,
  readRealLists,
  recallOf,
  sumOf,
  textOf,
  type Tally,
} from "@caibian/testkit";
import { loadDom } from "@caibian/page";

import { findCorpus } from "../measure/corpus.ts";
import { figureOf, ratioOf, type BenchResult, type Figure } from "../measure/result.ts";
import { naiveArticles } from "./naive.ts";

const HOST = "http://lists.test";
const PASSES = 7;

interface ListPage {
  readonly html: string;
  readonly url: string;
  /** Ids of the right articles. */
  readonly articles: ReadonlySet<string>;
  readonly group: "invented" | "saved";
}

const WAYS: Readonly<Record<string, (page: ListPage) => Iterable<string>>> = {
  ours: ({ html, url }) =>
    discover(html, url, { now: LISTS_FETCHED_AT })
      .filter(({ kind }) => kind === "article")
      .map((lead) => canonicalUrl(lead.url) ?? lead.url),
  naive: ({ html, url }) => naiveArticles(html, url),
};

/** Precision, recall and mean F1 of article links, and milliseconds a page. */
export function benchLists(): BenchResult {
  const pages = readPages();
  const figures: Record<string, Figure> = {};
  for (const [way, find] of Object.entries(WAYS))
    for (const group of ["invented", "saved"] as const) {
      const tallies = pages.filter((page) => page.group === group).map((page) => tallyOf(page, find(page)));
      const sum = sumOf(tallies);
      figures[`${way}, ${group}, precision`] = figureOf([precisionOf(sum)], "share");
      figures[`${way}, ${group}, recall`] = figureOf([recallOf(sum)], "share");
      figures[`${way}, ${group}, F1 a page`] = figureOf([mean(tallies.map(f1Of))], "mean");
    }
  for (const group of ["invented", "saved"] as const) {
    const own = pages.filter((page) => page.group === group);
    figures[`ours, ${group}, ms`] = figureOf(
      own.map((page) => leastMs(() => WAYS["ours"]?.(page))),
      "ms",
    );
    figures[`floor, ${group}, ms`] = figureOf(
      own.map((page) => leastMs(() => loadDom(page.html))),
      "ms",
    );
  }
  const saved = pages.filter(({ group }) => group === "saved");
  return {
    bench: "lists",
    figures,
    ratios: {
      "ours/floor, invented": ratioOf(figures["ours, invented, ms"], figures["floor, invented, ms"]),
      "ours/floor, saved": ratioOf(figures["ours, saved, ms"], figures["floor, saved, ms"]),
    },
    notes: [
      `${pages.length - saved.length} pages of ${readListSites().length} invented sites, ${saved.length} saved pages`,
      ...(saved.length === 0 ? ["NOT RUN: shared/corpus is absent"] : []),
    ],
  };
}

function readPages(): ListPage[] {
  const invented = readListSites().flatMap((site) =>
    Object.entries(site.expected).map(([path, { articles, asides = [] }]): ListPage => {
      const url = HOST + path;
      const file = site.site.pages[path];
      return {
        url,
        html: file === undefined ? "" : textOf(site, file).replaceAll("{{origin}}", HOST),
        articles: new Set([...articles, ...asides].map((item) => linkId(canonicalUrl(item.url, url) ?? item.url))),
        group: "invented",
      };
    }),
  );
  const corpus = findCorpus();
  const saved = corpus === null ? [] : readRealLists(corpus);
  return [
    ...invented,
    ...saved.map(({ bytes, url, articles }): ListPage => {
      return { url, html: decode(bytes, { url }).text, articles, group: "saved" };
    }),
  ];
}

function tallyOf({ articles }: ListPage, urls: Iterable<string>): Tally {
  const found = new Set([...urls].map(linkId));
  const right = [...found].filter((id) => articles.has(id)).length;
  return { right, extra: found.size - right, missed: articles.size - right };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function leastMs(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < PASSES; pass++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
