import { shardOf } from "@caibian/schema";
import type { StoreRecord } from "@caibian/testkit";

/** How often batches of one shard came to a message Store again. */
export interface ShardRepeats {
  readonly shard: number;
  readonly batches: number;
}

/**
 * Counts the batches that came again, by shard. What comes again in a row is one batch until an id of it comes once
 * more, or it is as large as a batch may be. `resent`: how often history was sent to the Store on purpose.
 */
export function repeatedBatches(
  records: readonly StoreRecord[],
  { batchSize, resent }: { readonly batchSize: number; readonly resent: number },
): readonly ShardRepeats[] {
  const seen = new Map<string, number>();
  const open = new Map<number, Set<string>>();
  const counts = new Map<number, number>();
  for (const { id, revision } of records) {
    const key = `${id}:${revision}`;
    const shard = shardOf(id);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    const batch = open.get(shard);
    if (times <= 1 + resent) open.delete(shard);
    else if (batch === undefined || batch.has(key) || batch.size >= batchSize) {
      open.set(shard, new Set([key]));
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    } else batch.add(key);
  }
  return [...counts].map(([shard, batches]) => ({ shard, batches })).sort((a, b) => a.shard - b.shard);
}
