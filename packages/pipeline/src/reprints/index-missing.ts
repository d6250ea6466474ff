import type { Ledger } from "@caibian/ledger";

import { entryOf, linkCopies } from "./link-copies.ts";

const BATCH = 100;

/** What is to be brought up to date. */
export interface IndexMissingOptions {
  /** Most articles in this call. */
  readonly most: number;
  /** Only articles of this source. */
  readonly sourceId?: string;
  readonly signal?: AbortSignal;
}

/**
 * Takes up usable articles that the index of reprints does not have, the first seen first, and renews those that were
 * corrected since. Answers how many. After `ledger.reprints.clear()` this makes the index again.
 */
export async function indexMissing(
  ledger: Pick<Ledger, "article" | "reprints">,
  { most, sourceId, signal }: IndexMissingOptions,
): Promise<number> {
  let done = 0;
  while (done < most) {
    if (signal?.aborted === true) break;
    const limit = Math.min(BATCH, most - done);
    const ids = await ledger.reprints.missing({ limit, ...(sourceId === undefined ? {} : { sourceId }) });
    const articles = [];
    for (const id of ids) {
      const article = await ledger.article(id);
      if (article !== null) articles.push(article);
    }
    await linkCopies(articles, ledger.reprints);
    await ledger.reprints.renew(articles.map(entryOf));
    done += ids.length;
    if (ids.length < limit) break;
  }
  return done;
}
