import type { Article, CopyFacts } from "@caibian/schema";

import { fingerprintOf } from "../fingerprint/fingerprint.ts";
import { keyOf } from "../text/fold.ts";

/** What of an article says where it comes from. */
export type Attributed = Pick<
  Article,
  "id" | "site" | "source" | "dateline" | "originalTitle" | "publishedAt" | "fingerprint" | "text"
>;

/** Why a copy is held to be the first, strongest first. */
export type FirstBasis = "only-copy" | "named" | "own" | "not-a-reprint" | "complete" | "earliest" | "undecided";

const OWN_DATELINE = /^(?:本[报網网台站刊]|本社)/;
const SHORTENED = /^[（(【]?据/;
/** A name shorter than this is a part of too many others. */
const LEAST_NAME = 3;
/** A copy with less than this share of the longest one's text is not the first. */
const COMPLETE = 0.75;

/** What an article says of its origin: 来源, dateline (本报讯, 据新华社…电), 原标题, time. */
export function copyFacts(article: Attributed): CopyFacts {
  const siteNames = [article.site.name, article.site.host].flatMap((name) => (name === null ? [] : [keyOf(name)]));
  const sourceName = article.source?.name == null ? null : keyOf(article.source.name);
  return {
    articleId: article.id,
    siteNames,
    sourceName,
    stance: stanceOf(article, siteNames, sourceName),
    publishedAt: article.publishedAt,
    grams: article.fingerprint?.grams ?? fingerprintOf(article.text)?.grams ?? 0,
  };
}

function stanceOf(article: Attributed, siteNames: readonly string[], sourceName: string | null): CopyFacts["stance"] {
  const { dateline, originalTitle } = article;
  if (originalTitle !== null || (dateline !== null && SHORTENED.test(dateline.raw))) return "reprint";
  if (sourceName !== null) {
    if (siteNames.some((name) => isOneName(name, sourceName))) return "own";
    // Without the site's own name nothing says that 来源 is another's.
    return article.site.name === null ? "unsaid" : "reprint";
  }
  return dateline?.agency != null && OWN_DATELINE.test(dateline.agency) ? "own" : "unsaid";
}

/** The first of several copies, and what says so. The order of the copies does not matter. Null for none. */
export function chooseFirst(
  copies: readonly CopyFacts[],
): { readonly first: string; readonly basis: FirstBasis } | null {
  const longest = Math.max(0, ...copies.map((copy) => copy.grams));
  const ranked = copies.map((copy) => rank(copy, copies, longest)).sort(byRank);
  const [first, second] = ranked;
  if (first === undefined) return null;
  if (second === undefined) return { first: first.id, basis: "only-copy" };
  const deciding = CRITERIA.find(({ of }) => of(first) !== of(second));
  return { first: first.id, basis: deciding?.basis ?? "undecided" };
}

interface Rank {
  readonly id: string;
  /** Copies that name this one's site as their 来源. */
  readonly namedBy: number;
  readonly stance: CopyFacts["stance"];
  readonly isComplete: boolean;
  readonly publishedMs: number;
}

const CRITERIA: readonly { readonly basis: FirstBasis; readonly of: (rank: Rank) => number }[] = [
  { basis: "named", of: ({ namedBy }) => -namedBy },
  { basis: "own", of: ({ stance }) => (stance === "own" ? 0 : 1) },
  { basis: "not-a-reprint", of: ({ stance }) => (stance === "reprint" ? 1 : 0) },
  { basis: "complete", of: ({ isComplete }) => (isComplete ? 0 : 1) },
  { basis: "earliest", of: ({ publishedMs }) => publishedMs },
];

function rank(copy: CopyFacts, copies: readonly CopyFacts[], longest: number): Rank {
  const publishedMs = copy.publishedAt === null ? Number.NaN : Date.parse(copy.publishedAt);
  return {
    id: copy.articleId,
    // A copy that itself names another is not where the story began.
    namedBy: copy.stance === "reprint" ? 0 : copies.filter((other) => names(other, copy)).length,
    stance: copy.stance,
    isComplete: copy.grams >= COMPLETE * longest,
    publishedMs: Number.isNaN(publishedMs) ? Number.MAX_SAFE_INTEGER : publishedMs,
  };
}

function names(other: CopyFacts, copy: CopyFacts): boolean {
  const { sourceName } = other;
  if (other.articleId === copy.articleId || sourceName === null) return false;
  return copy.siteNames.some((name) => isOneName(name, sourceName));
}

/** 苏州日报 and 苏州日报社 are one. */
function isOneName(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= LEAST_NAME && (a.startsWith(b) || b.startsWith(a)));
}

function byRank(a: Rank, b: Rank): number {
  for (const { of } of CRITERIA) {
    const difference = of(a) - of(b);
    if (difference !== 0) return difference;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
