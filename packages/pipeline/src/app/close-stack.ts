interface Closable {
  close(): Promise<void> | void;
}

/** Closes what was opened, last opened first, also when one of them fails to close. */
export class CloseStack {
  readonly #opened: Closable[] = [];

  /** Remembers a thing to be closed and hands it back. */
  add<T extends Closable>(thing: T): T {
    this.#opened.push(thing);
    return thing;
  }

  /** @throws {AggregateError} when anything failed to close; the rest is closed all the same. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let thing = this.#opened.pop(); thing !== undefined; thing = this.#opened.pop()) {
      try {
        await thing.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be closed");
  }
}
