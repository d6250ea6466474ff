import { TransientError } from "./errors.ts";

/** A signal that fires at the deadline or with the caller's own signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Frees the timer and the listener. */
  clear(): void;
}

/** One timer and one listener a request: cheaper than AbortSignal.any over AbortSignal.timeout. */
export function startDeadline(ms: number, url: string, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) onAbort();
  else outer?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(
    () => controller.abort(new TransientError({ code: "E_DEADLINE", what: `No answer within ${ms} ms`, where: url })),
    ms,
  );
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", onAbort);
    },
  };
}
