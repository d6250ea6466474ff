/** Tells a worker that has nothing to do from one that no longer hears of work. */
export class Idleness {
  readonly #stuckMs: number;
  readonly #now: () => number;
  #since: number;

  constructor(stuckMs: number, now: () => number = () => performance.now()) {
    this.#stuckMs = stuckMs;
    this.#now = now;
    this.#since = now();
  }

  /** It took work, or could not know of any. */
  moved(): void {
    this.#since = this.#now();
  }

  /** Whether work was due at every look for `stuckMs`, and nothing moved. */
  isStuck(due: number): boolean {
    if (due === 0) this.moved();
    return this.#now() - this.#since >= this.#stuckMs;
  }
}
