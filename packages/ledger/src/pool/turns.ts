/** One at a time, in the order of asking. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn; call what it gives to pass it on (more than once does no harm). */
  async take(): Promise<() => void> {
    const before = this.#last;
    const turn: { pass?: () => void } = {};
    this.#last = new Promise((resolve) => {
      turn.pass = resolve;
    });
    await before;
    return () => turn.pass?.();
  }
}
