import { setTimeout as wait } from "node:timers/promises";

import type { TestedStore } from "./stores/tested-store.ts";

/** When each Store held all of some stories, in milliseconds; null: not in time. */
export type HeldTimes = Readonly<Record<string, number | null>>;

const LOOK_MS = 250;

/** Waits until every Store holds all of these addresses, for `timeoutMs` at most. */
export async function timeUntilHeld(
  stores: readonly TestedStore[],
  urls: readonly string[],
  timeoutMs: number,
): Promise<HeldTimes> {
  const started = performance.now();
  const times = new Map<string, number>();
  for (;;) {
    for (const store of stores) {
      const { id } = store.input;
      if (!times.has(id) && (await holdsAll(store, urls))) times.set(id, Math.round(performance.now() - started));
    }
    if (times.size === stores.length || performance.now() - started > timeoutMs) break;
    await wait(LOOK_MS);
  }
  return Object.fromEntries(stores.map(({ input }) => [input.id, times.get(input.id) ?? null]));
}

async function holdsAll(store: TestedStore, urls: readonly string[]): Promise<boolean> {
  try {
    return (await store.holding(urls)).size === urls.length;
  } catch {
    // A Store that nothing was delivered to has no table or file yet.
    return false;
  }
}
