import { shardOf, type CurrentArticles, type Delivery, type StoreAdapter } from "@caibian/schema";

import { writeBatch } from "../deliver/write-batch.ts";

/** What repairing needs. */
export interface RepairDoors {
  readonly current: CurrentArticles;
  readonly adapter: StoreAdapter;
  readonly batchSize: number;
  /** Only what the Store's cursor has passed: the rest comes by the log. */
  readonly isPassed: (delivery: Delivery) => boolean;
  readonly signal: AbortSignal;
}

/** Sends the newest Delivery of these articles once more. Answers the articles that the Store took it of. */
export async function repair(articleIds: readonly string[], doors: RepairDoors): Promise<ReadonlySet<string>> {
  const { adapter, batchSize, signal } = doors;
  const taken = new Set<string>();
  const context = { replay: true, repair: true, signal };
  for (const shard of byShard(await doors.current.newestDeliveries(articleIds))) {
    const passed = shard.filter(doors.isPassed);
    for (let from = 0; from < passed.length; from += batchSize) {
      signal.throwIfAborted();
      const batch = passed.slice(from, from + batchSize);
      const receipts = await writeBatch(adapter, batch, context);
      for (const [i, { articleId }] of batch.entries()) if (receipts[i]?.outcome === "stored") taken.add(articleId);
    }
  }
  return taken;
}

/** A batch is of one shard. */
function byShard(deliveries: readonly Delivery[]): Iterable<readonly Delivery[]> {
  const shards = new Map<number, Delivery[]>();
  for (const delivery of deliveries) {
    const shard = shardOf(delivery.articleId);
    const of = shards.get(shard);
    if (of === undefined) shards.set(shard, [delivery]);
    else of.push(delivery);
  }
  return shards.values();
}
