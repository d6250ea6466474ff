import type { HostTime } from "./host-time.ts";

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that passes only when nothing else can happen: sleepers wake in order, each at its very moment. */
export class FakeTime implements HostTime {
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  constructor(start = "2026-06-08T10:00:00+08:00") {
    this.#nowMs = Date.parse(start);
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      this.#sleepers.push({ atMs: this.#nowMs + ms, wake: resolve });
    });
  }

  /** Time goes on by so much, with nobody asleep. */
  skip(ms: number): void {
    this.#nowMs += ms;
  }

  /** Lets time pass until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const noted = work.finally(() => (isDone = true));
    noted.catch(() => undefined); // awaited below
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) return noted;
      const next = this.#sleepers.sort((a, b) => a.atMs - b.atMs).shift();
      if (next === undefined) throw new Error("nobody sleeps and nothing is done");
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
  }
}
