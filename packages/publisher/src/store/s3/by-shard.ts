import { shardOf, type Delivery, type Receipt } from "@caibian/schema";

/** Writes each shard's share of a batch, all at once, and gives the Receipts in the batch's order. */
export async function byShard(
  batch: readonly Delivery[],
  write: (shard: number, share: readonly Delivery[]) => Promise<readonly Receipt[]>,
): Promise<readonly Receipt[]> {
  const shares = new Map<number, number[]>();
  for (const [i, { articleId }] of batch.entries()) {
    const shard = shardOf(articleId);
    const share = shares.get(shard);
    if (share === undefined) shares.set(shard, [i]);
    else share.push(i);
  }
  const receipts = batch.map(({ seq }): Receipt => ({ seq, outcome: "retry" }));
  await Promise.all(
    [...shares].map(async ([shard, indexes]) => {
      const share = indexes.flatMap((i) => batch[i] ?? []);
      for (const [n, receipt] of (await write(shard, share)).entries()) receipts[indexes[n] ?? -1] = receipt;
    }),
  );
  return receipts;
}
