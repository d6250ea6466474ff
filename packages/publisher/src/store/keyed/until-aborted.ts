import { messageOf } from "@caibian/schema";

import { StoreTransientError } from "../../errors.ts";

/**
 * What the work answers, or, as soon as the signal says stop, a StoreTransientError. The work itself goes on: whoever
 * began it drops the connection that it hangs on.
 */
export async function untilAborted<Result>(
  where: string,
  signal: AbortSignal | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(stopped(where, signal.reason));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function stopped(where: string, reason: unknown): StoreTransientError {
  return new StoreTransientError({
    code: "E_STORE_STOPPED",
    what: "a write was cut off, since delivery stops",
    where,
    why: messageOf(reason),
    next: "nothing: the batch comes again",
  });
}
