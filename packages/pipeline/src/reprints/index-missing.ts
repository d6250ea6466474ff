import type { Ledger } from "@caibian/ledger";

import { entryOf, linkCopies } from "./link-copies.ts";

const BATCH = 100;
/** Articles that stay missing, whatever is done, at most: a ledger with more of them needs a person. */
const MOST_STUCK = 1000;

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
 * corrected since. Answers how many. After `ledger.reprints.clear()` this makes the index again. Articles that are
 * still missing after they were taken up (their record cannot be read, say) are passed by, and tried in the next call.
 */
export async function indexMissing(
  ledger: Pick<Ledger, "article" | "reprints">,
  { most, sourceId, signal }: IndexMissingOptions,
): Promise<number> {
  let done = 0;
  let tried: ReadonlySet<string> = new Set();
  const stuck = new Set<string>();
  while (done < most && stuck.size <= MOST_STUCK) {
    if (signal?.aborted === true) break;
    const limit = Math.min(BATCH, most - done) + stuck.size;
    const ids = await ledger.reprints.missing({ limit, ...(sourceId === undefined ? {} : { sourceId }) });
    // First seen first: what was tried and is still missing comes again at once.
    for (const id of ids) if (tried.has(id)) stuck.add(id);
    tried = new Set(ids.filter((id) => !stuck.has(id)));
    const articles = [];
    for (const id of tried) {
      const article = await ledger.article(id);
      if (article !== null) articles.push(article);
    }
    await linkCopies(articles, ledger.reprints);
    await ledger.reprints.renew(articles.map(entryOf));
    done += articles.length;
    if (ids.length < limit) break;
  }
  return done;
}
