/** A line before a door: who came first goes first, who does not want to wait any more leaves it. */
export class Line {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** True when nobody stands in it. */
  get isEmpty(): boolean {
    return !this.#isTaken;
  }

  /** Resolves at one's turn, with what ends it. Rejects with the signal's reason when it aborts. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#isTaken) await this.#wait(signal);
    this.#isTaken = true;
    return () => this.#leave();
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const goOn = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(goOn), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(goOn);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** The door stays taken when somebody waits: nobody slips in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}
