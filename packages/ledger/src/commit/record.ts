import type { Article } from "@caibian/schema";

/** The record of a Revision as it is stored and delivered: the Article's JSON with its right number. */
export function recordText(article: Article, revision: number): string {
  return JSON.stringify(article.revision === revision ? article : { ...article, revision });
}

/** The record of a withdrawal: no text (DESIGN.md section 3). */
export function withdrawalText(id: string, url: string | null, revision: number, at: string): string {
  return JSON.stringify({ v: 1, id, url, revision, status: "withdrawn", at });
}

/** The Article in a stored record; null for a withdrawal, which has none. */
export function readRecord(record: string): Article | null {
  // Written by recordText or withdrawalText and by nothing else.
  const stored = JSON.parse(record) as Article | { readonly status: "withdrawn" };
  return stored.status === "withdrawn" ? null : stored;
}
