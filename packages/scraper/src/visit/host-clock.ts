import { setTimeout as sleep } from "node:timers/promises";

/** Longest pause that is waited out in a Visit; past it the host is given up until the next one. */
export const LONGEST_PAUSE_MS = 60_000;
/** Failures in a row after which a host is left alone. */
const MOST_FAILURES = 5;

interface HostState {
  nextAt: number;
  delayMs: number;
  failures: number;
  givenUp: string | null;
}

/** Keeps the gap between two requests to one host, and knows which hosts to leave alone. */
export class HostClock {
  readonly #hosts = new Map<string, HostState>();
  readonly #delayMs: number;
  readonly #now: () => number;
  readonly #signal: AbortSignal;

  constructor(delayMs: number, now: () => number, signal: AbortSignal) {
    this.#delayMs = delayMs;
    this.#now = now;
    this.#signal = signal;
  }

  /** Waits for the host's next slot and takes it. Slots are handed out in order of asking. */
  async turn(host: string): Promise<void> {
    const state = this.#of(host);
    const at = Math.max(state.nextAt, this.#now());
    state.nextAt = at + state.delayMs;
    const waitMs = at - this.#now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.#signal });
    // A busy process wakes late: the gap counts from when the request really leaves.
    state.nextAt = Math.max(state.nextAt, this.#now() + state.delayMs);
  }

  /** The host wants at least this gap (Crawl-delay); beyond a minute we do not go. */
  slow(host: string, delayMs: number): void {
    const state = this.#of(host);
    state.delayMs = Math.max(state.delayMs, Math.min(delayMs, LONGEST_PAUSE_MS));
  }

  /** The host asked for time. */
  pause(host: string, ms: number): void {
    const state = this.#of(host);
    state.nextAt = Math.max(state.nextAt, this.#now() + ms);
    if (ms > LONGEST_PAUSE_MS) state.givenUp ??= `asked to wait ${Math.round(ms / 1000)} s`;
  }

  succeeded(host: string): void {
    this.#of(host).failures = 0;
  }

  failed(host: string, isStop: boolean): void {
    const state = this.#of(host);
    state.failures++;
    if (isStop) state.givenUp ??= "its guard answered";
    if (state.failures >= MOST_FAILURES) state.givenUp ??= `${state.failures} requests in a row failed`;
  }

  /** Why the host is left alone, or null. */
  givenUp(host: string): string | null {
    return this.#hosts.get(host)?.givenUp ?? null;
  }

  #of(host: string): HostState {
    let state = this.#hosts.get(host);
    if (state === undefined) {
      state = { nextAt: 0, delayMs: this.#delayMs, failures: 0, givenUp: null };
      this.#hosts.set(host, state);
    }
    return state;
  }
}
