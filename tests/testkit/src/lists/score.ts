import type { Lead, LeadKind } from "@caibian/schema";

import type { ExpectedLeads } from "./site-folder.ts";

/** How many links were right, too many, and not found. */
export interface Tally {
  right: number;
  extra: number;
  missed: number;
}

/** Tallies of one list page, with what was wrong as readable lines. */
export interface PageScore {
  readonly articles: Tally;
  readonly lists: Tally;
  readonly next: Tally;
  readonly wrong: readonly string[];
}

/** Compares the Leads of a list page with the right ones. URLs count after `key`, by default as they stand. */
export function scoreLeads(
  leads: readonly Lead[],
  expected: ExpectedLeads,
  pageUrl: string,
  key: (url: string) => string = (url) => url,
): PageScore {
  const wrong: string[] = [];
  const tally = (kind: LeadKind, urls: readonly string[]): Tally => {
    const wanted = new Set(urls.map((url) => key(new URL(url, pageUrl).href)));
    const found = new Set(leads.filter((lead) => lead.kind === kind).map(({ url }) => key(url)));
    const extra = [...found].filter((url) => !wanted.has(url));
    const missed = [...wanted].filter((url) => !found.has(url));
    wrong.push(...extra.map((url) => `+${kind} ${url}`), ...missed.map((url) => `-${kind} ${url}`));
    return { right: wanted.size - missed.length, extra: extra.length, missed: missed.length };
  };
  return {
    articles: tally(
      "article",
      [...expected.articles, ...(expected.asides ?? [])].map(({ url }) => url),
    ),
    lists: tally("list", expected.lists),
    next: tally("next", expected.next === null ? [] : [expected.next]),
    wrong,
  };
}

/** The sum of tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum: Tally = { right: 0, extra: 0, missed: 0 };
  for (const { right, extra, missed } of tallies) {
    sum.right += right;
    sum.extra += extra;
    sum.missed += missed;
  }
  return sum;
}

/** Share of what was found that is right; 1 where nothing was found. */
export function precisionOf({ right, extra }: Tally): number {
  return right + extra === 0 ? 1 : right / (right + extra);
}

/** Share of what is right that was found; 1 where nothing was to find. */
export function recallOf({ right, missed }: Tally): number {
  return right + missed === 0 ? 1 : right / (right + missed);
}

/** Harmonic mean of both. */
export function f1Of(tally: Tally): number {
  const [precision, recall] = [precisionOf(tally), recallOf(tally)];
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
