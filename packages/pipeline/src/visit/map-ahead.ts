/**
 * Maps items with up to `ahead` of them in work at once, and gives the results in input order.
 * The input is read no further ahead than that, so a slow consumer holds the producer back.
 */
export async function* mapAhead<T, R>(
  items: AsyncIterable<T>,
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // reported when its turn comes
    running.push(result);
    const first = running.length >= ahead ? running.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}
