import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A saved list page of the shared corpus with its right article links. */
export interface RealList {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Address that it was saved from. */
  readonly url: string;
  /** `linkId` of each article that it links to, told by eye. */
  readonly articles: ReadonlySet<string>;
}

const LABELS = new URL("../../labels/real-lists.json", import.meta.url);

/** The four saved list pages of `shared/corpus/lists`. Nothing of theirs is kept here but hashes of addresses. */
export function readRealLists(corpus: string): RealList[] {
  const labels = JSON.parse(readFileSync(LABELS, "utf8")) as Readonly<
    Record<string, { readonly url: string; readonly articles: readonly string[] }>
  >;
  return Object.entries(labels).map(([file, { url, articles }]) => ({
    file,
    url,
    articles: new Set(articles),
    bytes: readFileSync(join(corpus, "lists", file)),
  }));
}

/** A short hash of a canonical URL, without its scheme. */
export function linkId(url: string): string {
  return createHash("sha256")
    .update(url.replace(/^https?:/, ""))
    .digest("hex")
    .slice(0, 10);
}
