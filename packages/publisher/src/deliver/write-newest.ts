import type { Delivery, Receipt } from "@caibian/schema";

/** Reads and writes of one shard, beside its log. */
export interface NewestDoors {
  /** The newest Deliveries of the articles that are to be written. */
  readonly read: () => Promise<readonly Delivery[]>;
  readonly write: (batch: readonly Delivery[]) => Promise<readonly Receipt[]>;
}

/**
 * Writes what was just read of some articles, in the shard's turn (`ShardOrder`). Another process may have delivered a
 * withdrawal between the two: it is looked for afterwards and written once more, so that text never has the last word.
 */
export async function writeNewest(
  batch: readonly Delivery[],
  { read, write }: NewestDoors,
): Promise<readonly Receipt[]> {
  if (batch.length === 0) return [];
  const receipts = await write(batch);
  const seqs = new Map(batch.map((one) => [one.articleId, one.seq]));
  const gone = (await read()).filter(({ op, articleId, seq }) => {
    const written = seqs.get(articleId);
    return op === "withdraw" && written !== undefined && written !== seq;
  });
  if (gone.length > 0) await write(gone);
  return receipts;
}
