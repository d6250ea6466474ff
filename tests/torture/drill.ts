import { setTimeout as wait } from "node:timers/promises";

import { openObserver, type Observer } from "./observer.ts";
import type { System } from "./system.ts";

/** How a backlog drained. */
export interface Drill {
  readonly stories: number;
  /** Of all Stores together, from the first moment on. */
  readonly rowsPerSecond: number;
  /** Until each Store had all of it, in milliseconds. */
  readonly storeMs: Readonly<Record<string, number>>;
}

/** Wires as between two sites: the wait on the Stores decides, not what else this machine does. */
const LATENCY_MS = 40;
const LOOK_MS = 50;
const GATHER_MS = 120_000;
const DRAIN_MS = 120_000;
/** Of a backlog, before it counts as gathered; and for so long nothing more came. */
const LEAST_SHARE = 0.95;
const SETTLED_MS = 10_000;

/**
 * Measures how fast a backlog drains: deliveries are held back (BullMQ's pause), the site gets so many new stories,
 * and when the ledger has them all, delivery goes on. Once a `times`.
 */
export async function drillBacklog(
  system: System,
  { stories, times }: { readonly stories: number; readonly times: number },
): Promise<readonly Drill[]> {
  const observer = await openObserver(system);
  const wires = system.stores.flatMap(({ wire }) => (wire === null ? [] : [wire]));
  try {
    for (const wire of wires) wire.latency(LATENCY_MS);
    const drills: Drill[] = [];
    for (let n = 0; n < times; n++) drills.push(await drillOnce(system, observer, stories));
    return drills;
  } finally {
    for (const wire of wires) wire.latency(0);
    await observer.close();
  }
}

async function drillOnce(system: System, observer: Observer, stories: number): Promise<Drill> {
  await lagIs(observer, GATHER_MS, (behind) => behind === 0);
  await observer.pause("deliver");
  for (let n = 0; n < stories; n++) system.site.add(system.site.hosts[n % system.site.hosts.length]?.name);
  const waiting = await gather(observer, stories);
  // Visits would share the processor with what is measured.
  await observer.pause("visit");
  const started = performance.now();
  await observer.resume("deliver");
  const storeMs: Record<string, number> = {};
  await lagIs(observer, DRAIN_MS, (behind, storeId) => {
    if (behind > 0) return false;
    storeMs[storeId] ??= Math.round(performance.now() - started);
    return true;
  });
  await observer.resume("visit");
  const seconds = Math.max(...Object.values(storeMs)) / 1000;
  return { stories: waiting, rowsPerSecond: Math.round((waiting * system.stores.length) / seconds), storeMs };
}

/** Waits until the ledger has the stories; a few may be in quarantine, which no Store is given. Answers how many wait. */
async function gather(observer: Observer, stories: number): Promise<number> {
  let most = 0;
  let grewMs = performance.now();
  await lagIs(observer, GATHER_MS, (behind) => {
    if (behind > most) [most, grewMs] = [behind, performance.now()];
    const hasSettled = most >= stories * LEAST_SHARE && performance.now() - grewMs > SETTLED_MS;
    return behind >= stories || (hasSettled && behind === most);
  });
  return most;
}

/** Waits until every Store's lag is as asked. */
async function lagIs(
  observer: Observer,
  timeoutMs: number,
  isRight: (behind: number, storeId: string) => boolean,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const lags = await observer.lag();
    if (lags.filter(({ behind, storeId }) => !isRight(behind, storeId)).length === 0) return;
    if (performance.now() > deadline) throw new Error(`the stores' lag stands still: ${JSON.stringify(lags)}`);
    await wait(LOOK_MS);
  }
}
