import { isDeepStrictEqual } from "node:util";

import type { Article } from "@caibian/schema";

/** What makes a Revision (`contentHashOf`), and the status that decides on delivery. */
const FIELDS = [
  "status",
  "title",
  "kicker",
  "subtitle",
  "source",
  "credits",
  "publishedAt",
  "publishedPrecision",
  "updatedAt",
  "blocks",
  "rights",
] as const;

/** A field of an Article that can make a Revision. */
export type RevisionField = (typeof FIELDS)[number];

/** The fields in which two readings of one page differ. */
export function differingFields(before: Article, after: Article): readonly RevisionField[] {
  return FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}

/** A difference for people: what stood there and what stands there now. */
export interface FieldDifference {
  readonly field: RevisionField;
  readonly before: string;
  readonly after: string;
}

const LONGEST = 120;
/** Characters before the first that differs. */
const LEAD_IN = 20;

/** The differences in words: of a text the stretch around the first character that differs. */
export function describeDifferences(before: Article, after: Article): readonly FieldDifference[] {
  return differingFields(before, after).map((field) => {
    const [one, other] = [showField(before, field), showField(after, field)];
    const from = Math.max(0, firstDifference(one, other) - LEAD_IN);
    return { field, before: excerpt(one, from), after: excerpt(other, from) };
  });
}

function showField(article: Article, field: RevisionField): string {
  if (field === "blocks") return article.text;
  const value = article[field];
  return typeof value === "string" ? value : JSON.stringify(value);
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function excerpt(text: string, from: number): string {
  const cut = text.slice(from, from + LONGEST);
  return `${from > 0 ? "…" : ""}${cut}${from + LONGEST < text.length ? "…" : ""}`;
}
