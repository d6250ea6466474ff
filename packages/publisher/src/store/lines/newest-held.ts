import { shardOf, SHARDS, type HeldRecord } from "@caibian/schema";

const PAGE = 1000;

/**
 * The newest record of each article, of all that is read. What is read is held in memory by article: with more than
 * one pass (at most one a shard) only that part of it.
 */
export async function* newestHeld(
  read: () => AsyncIterable<HeldRecord>,
  passes: number,
): AsyncGenerator<readonly HeldRecord[]> {
  const parts = Math.min(Math.max(passes, 1), SHARDS);
  for (let part = 0; part < parts; part++) {
    const newest = new Map<string, HeldRecord>();
    for await (const held of read()) {
      if (parts > 1 && shardOf(held.articleId) % parts !== part) continue;
      // The same revision again is a repair: the later one counts.
      if ((newest.get(held.articleId)?.revision ?? 0) <= held.revision) newest.set(held.articleId, held);
    }
    const all = [...newest.values()];
    for (let start = 0; start < all.length; start += PAGE) yield all.slice(start, start + PAGE);
  }
}
