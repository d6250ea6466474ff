/**
 * Does the work of each item: those of one lane one after the other, of several lanes side by side, at most `width` at
 * once. Starts in the items' order; `work` must not throw.
 */
export async function inLanes<T>(
  items: readonly T[],
  laneOf: (item: T) => string,
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const lanes = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  for (const [index, item] of items.entries()) {
    while (running.size >= width) await Promise.race(running);
    const lane = laneOf(item);
    const done = workAfter(lanes.get(lane), () => work(item, index)).finally(() => running.delete(done));
    lanes.set(lane, done);
    running.add(done);
  }
  await Promise.all(running);
}

async function workAfter(before: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
  await before;
  await work();
}
