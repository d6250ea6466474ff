import { openLedger, type Ledger } from "@caibian/ledger";
import { createPublisher, type CustomStore } from "@caibian/publisher";
import { openQueue, type QueueEngine } from "@caibian/queue";
import { SHARDS, type Store } from "@caibian/schema";

/** Shards in flight of one Store. */
const IN_FLIGHT = 4;
const DRAIN_MS = 600_000;

/** Puts a Store's cursors where the log begins: made while it is empty, they have the whole log before them. */
export async function beginAtLog(ledger: Ledger, storeIds: readonly string[]): Promise<void> {
  for (const id of storeIds) {
    for (let shard = 0; shard < SHARDS; shard++) await ledger.log.cursor(id, shard);
  }
}

/** Milliseconds until a Store has the whole log, by range jobs of a queue. */
export async function timeOurs(
  ledger: Ledger,
  store: Store | CustomStore,
  engine: QueueEngine,
  prefix: string,
): Promise<number> {
  const queue = await openQueue({ engine, prefix });
  let endedAt = 0;
  const publisher = createPublisher({
    log: ledger.log,
    stores: [store],
    queue,
    concurrency: IN_FLIGHT,
    report: ({ kind }) => {
      if (kind === "advanced") endedAt = performance.now();
    },
  });
  try {
    const startedAt = performance.now();
    const { isDone } = await publisher.drain({ timeoutMs: DRAIN_MS });
    if (!isDone) throw new Error(`Expected ${store.id} to be drained`);
    return endedAt - startedAt;
  } finally {
    await publisher.close();
    await queue.close();
  }
}

/** Opens a ledger whose log holds so many records, and nothing else, with the cursors of these Stores at its start. */
export async function openFilled(
  location: string,
  storeIds: readonly string[],
  fill: (ledger: Ledger) => Promise<void>,
): Promise<Ledger> {
  const ledger = await openLedger({ location });
  await beginAtLog(ledger, storeIds);
  await fill(ledger);
  return ledger;
}
