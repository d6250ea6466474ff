import { setMaxListeners } from "node:events";

/**
 * A signal that aborts with the first of several, or by its own `abort`. Unlike `AbortSignal.any`, which on Node 20
 * leaves something in a long-lived signal at each call, it leaves nothing there: whoever makes it ends it.
 *
 * @example
 * const joined = new JoinedAbort([context.signal, lease.lost]);
 * try { await work(joined.signal); } finally { joined.close(); }
 */
export class JoinedAbort {
  readonly #controller = new AbortController();
  readonly #sources: readonly AbortSignal[];
  readonly #onAbort = (): void => {
    this.abort(this.#sources.find((source) => source.aborted)?.reason);
  };

  /** Sources that are undefined count for nothing. */
  constructor(sources: readonly (AbortSignal | undefined)[]) {
    this.#sources = sources.filter((source) => source !== undefined);
    // Many may work side by side under one signal: ten listeners are no leak.
    setMaxListeners(0, this.signal, ...this.#sources);
    for (const source of this.#sources) source.addEventListener("abort", this.#onAbort);
    if (this.#sources.some((source) => source.aborted)) this.#onAbort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts it, not its sources. Does nothing when it is aborted already. */
  abort(reason?: unknown): void {
    this.close();
    this.#controller.abort(reason);
  }

  /** Lets go of the sources; what they do later no longer counts. */
  close(): void {
    for (const source of this.#sources) source.removeEventListener("abort", this.#onAbort);
  }
}
