import { setTimeout as sleep } from "node:timers/promises";

import type { ArticleLog, StoreLag } from "@caibian/schema";

import type { StoreHealth } from "./breaker.ts";
import type { Shop } from "./shop.ts";

/** How draining may be bounded. */
export interface DrainOptions {
  /** Default 60 000. */
  readonly timeoutMs?: number;
  /** Only these Stores. Default all. */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Where one Store stands when draining ends. */
export interface DrainedStore extends StoreHealth, StoreLag {
  /** Every shard reached what was in the log when draining began. */
  readonly isDrained: boolean;
}

/** What draining came to. */
export interface DrainReport {
  readonly isDone: boolean;
  readonly stores: readonly DrainedStore[];
}

const LOOK_MS = 100;
/** Jobs are added again this often: a queue that was wiped meanwhile has forgotten them. */
const ADD_AGAIN_MS = 1_000;

/** Waits until every Store but those that are down has caught up, or the time is over. */
export async function drainShops(
  log: ArticleLog,
  shops: readonly Shop[],
  add: (storeId: string, shards: readonly number[]) => Promise<void>,
  options: DrainOptions,
): Promise<DrainReport> {
  const { timeoutMs = 60_000, signal } = options;
  const until = performance.now() + timeoutMs;
  const left = new Map<Shop, Set<number>>();
  for (const shop of shops) left.set(shop, new Set(await log.behind(shop.id)));
  let addedAt = -Infinity;
  for (;;) {
    const isAdding = performance.now() - addedAt >= ADD_AGAIN_MS;
    if (isAdding) addedAt = performance.now();
    for (const [shop, shards] of left) {
      const behind = new Set(await log.behind(shop.id));
      for (const shard of shards) if (!behind.has(shard)) shards.delete(shard);
      if (shards.size === 0) left.delete(shop);
      else if (isAdding) await add(shop.id, [...shards]);
    }
    const isWaiting = [...left.keys()].some((shop) => shop.breaker.health.state !== "down");
    if (!isWaiting || performance.now() >= until || signal?.aborted === true) break;
    await sleep(LOOK_MS);
  }
  const lags = new Map((await log.lag(shops.map((shop) => shop.id))).map((lag) => [lag.storeId, lag]));
  const none: Omit<StoreLag, "storeId"> = { behind: 0, oldestMs: 0, deadLetters: 0 };
  const stores = shops.map((shop) => ({
    ...none,
    ...lags.get(shop.id),
    ...shop.breaker.health,
    isDrained: !left.has(shop),
  }));
  return { isDone: left.size === 0, stores };
}
