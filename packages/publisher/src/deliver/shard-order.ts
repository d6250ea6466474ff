/**
 * One write at a time in each shard of a Store, in the order in which they were asked for: what is sent beside the log
 * (dead letters, repairs) is read from the ledger and written in one step, so that no takedown comes in between.
 */
export class ShardOrder {
  readonly #last = new Map<number, Promise<unknown>>();

  /** Runs it when everything before it in this shard is over, whatever came of that. */
  async alone<T>(shard: number, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(shard);
    const mine = before === undefined ? act() : before.then(act, act);
    this.#last.set(shard, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(shard) === mine) this.#last.delete(shard);
    }
  }
}
