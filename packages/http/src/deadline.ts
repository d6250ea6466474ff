import { TransientError } from "./errors.ts";

/**
 * The end of one request: its deadline or the caller's own signal, whichever comes first. One timer and one
 * listener a request, and no AbortController: those cost more than the rest of the request's bookkeeping.
 */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#end(this.#signal?.reason);
  #onEnd: ((reason: unknown) => void) | null = null;

  constructor(ms: number, url: string, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#timer = setTimeout(
      () => this.#end(new TransientError({ code: "E_DEADLINE", what: `No answer within ${ms} ms`, where: url })),
      ms,
    );
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Sets who is told at the end: the exchange that runs now. At once when the end has come already. */
  set onEnd(listener: ((reason: unknown) => void) | null) {
    this.#onEnd = listener;
    if (this.#signal?.aborted === true) this.#end(this.#signal.reason);
  }

  /** Frees the timer and the listener. */
  clear(): void {
    this.#onEnd = null;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }

  #end(reason: unknown): void {
    this.#onEnd?.(reason);
  }
}
