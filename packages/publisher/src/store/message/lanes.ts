/**
 * Does the work of each item: those of one lane one after the other, of several lanes side by side, at most `width` at
 * once, started in the items' order. When work throws, nothing more is started, what runs is waited for, and the first
 * error is thrown.
 */
export async function inLanes<T>(
  items: readonly T[],
  laneOf: (item: T) => string,
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const lanes = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];

  async function workAfter(before: Promise<void> | undefined, item: T, index: number): Promise<void> {
    await before;
    if (errors.length > 0) return;
    try {
      await work(item, index);
    } catch (error) {
      errors.push(error);
    }
  }

  for (const [index, item] of items.entries()) {
    while (running.size >= width) await Promise.race(running);
    if (errors.length > 0) break;
    const lane = laneOf(item);
    const done = workAfter(lanes.get(lane), item, index).finally(() => running.delete(done));
    lanes.set(lane, done);
    running.add(done);
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
