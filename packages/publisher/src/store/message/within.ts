import { once } from "node:events";

import { JoinedAbort } from "@caibian/schema";

/** Work on a Store's server took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor(deadlineMs: number) {
    super(`no answer within ${String(deadlineMs)} ms`);
  }
}

/** Delivery ends, or somebody else has the shard: the work is left. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/**
 * The work's result, unless the deadline passes or the signal aborts first: then it throws, and the caller ends the
 * work by closing what it runs on. What the work does later is no unhandled rejection.
 */
export async function within<T>(work: Promise<T>, deadlineMs: number, signal?: AbortSignal): Promise<T> {
  const bounds = new JoinedAbort([signal]);
  const timer = setTimeout(() => bounds.abort(new DeadlineError(deadlineMs)), deadlineMs);
  try {
    return await Promise.race([work, endOf(bounds.signal)]);
  } finally {
    clearTimeout(timer);
    bounds.close();
  }
}

async function endOf(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  const reason: unknown = signal.reason;
  throw reason instanceof DeadlineError ? reason : new StoppedError("delivery was stopped", { cause: reason });
}
