/** How large a batch may grow, and how long its first item may wait. */
export interface BatchBounds {
  readonly size: number;
  readonly waitMs: number;
}

/**
 * Groups items as they come: a batch leaves when it is full, or `waitMs` after its first item.
 * Errors of the input pass through after the items before them.
 */
export async function* batchOutcomes<T>(items: AsyncIterable<T>, bounds: BatchBounds): AsyncGenerator<readonly T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const first = await next;
      if (first.done === true) return;
      const batch = [first.value];
      next = iterator.next();
      const deadline = Date.now() + bounds.waitMs;
      let ended = false;
      while (batch.length < bounds.size) {
        const step = await withDeadline(next, deadline);
        if (step === "late") break;
        if (step === "failed" || step.done === true) {
          ended = step !== "failed";
          break;
        }
        batch.push(step.value);
        next = iterator.next();
      }
      yield batch;
      if (ended) return;
    }
  } finally {
    next.catch(() => undefined);
    await iterator.return?.();
  }
}

type Step<T> = IteratorResult<T, unknown> | "late" | "failed";

async function withDeadline<T>(next: Promise<IteratorResult<T, unknown>>, deadline: number): Promise<Step<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([next.catch(() => "failed" as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
