import type { CurrentArticles, Delivery, StoreAdapter } from "@caibian/schema";

import type { ShardOrder } from "../deliver/shard-order.ts";
import { writeBatch } from "../deliver/write-batch.ts";
import { writeNewest } from "../deliver/write-newest.ts";

/** What repairing needs. */
export interface RepairDoors {
  readonly current: Pick<CurrentArticles, "newestDeliveries">;
  readonly adapter: StoreAdapter;
  /** Keeps repairs and the Store's deliveries in this process apart. */
  readonly order: ShardOrder;
  readonly batchSize: number;
  /** Only what the Store's cursor has passed: the rest comes by the log. */
  readonly isPassed: (delivery: Delivery) => boolean;
  readonly signal: AbortSignal;
}

/** An article to be sent again, and its shard. */
export interface Broken {
  readonly articleId: string;
  readonly shard: number;
}

/** Few at once: they are read right before they are written, and what lands meanwhile is looked for afterwards. */
const MOST_AT_ONCE = 50;

/** Sends the newest Delivery of these articles once more. Answers the articles that the Store took it of. */
export async function repair(broken: readonly Broken[], doors: RepairDoors): Promise<ReadonlySet<string>> {
  const { order, batchSize, signal } = doors;
  const taken = new Set<string>();
  const most = Math.min(batchSize, MOST_AT_ONCE);
  for (const [shard, ids] of byShard(broken)) {
    for (let from = 0; from < ids.length; from += most) {
      signal.throwIfAborted();
      const some = ids.slice(from, from + most);
      for (const id of await order.alone(shard, () => repairSome(some, doors))) taken.add(id);
    }
  }
  return taken;
}

async function repairSome(ids: readonly string[], doors: RepairDoors): Promise<readonly string[]> {
  const { current, adapter, isPassed, signal } = doors;
  const context = { replay: true, repair: true, signal };
  const read = (): Promise<readonly Delivery[]> => current.newestDeliveries(ids);
  const batch = (await read()).filter(isPassed);
  const receipts = await writeNewest(batch, { read, write: (some) => writeBatch(adapter, some, context) });
  return batch.flatMap(({ articleId }, i) => (receipts[i]?.outcome === "stored" ? [articleId] : []));
}

/** A batch is of one shard. */
function byShard(broken: readonly Broken[]): ReadonlyMap<number, readonly string[]> {
  const shards = new Map<number, string[]>();
  for (const { articleId, shard } of broken) {
    const ids = shards.get(shard);
    if (ids === undefined) shards.set(shard, [articleId]);
    else ids.push(articleId);
  }
  return shards;
}
