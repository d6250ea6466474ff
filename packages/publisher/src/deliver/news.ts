/**
 * Shards that have news. The first piece after a quiet moment is told at once; what comes in the moment after it is
 * gathered, so that one job takes what several commits brought.
 */
export class News {
  readonly #gatherMs: number;
  readonly #tell: (shards: readonly number[]) => Promise<void>;
  readonly #shards = new Set<number>();
  #timer: NodeJS.Timeout | null = null;

  /** `tell` must not reject. With 0 ms every piece is told at once. */
  constructor(gatherMs: number, tell: (shards: readonly number[]) => Promise<void>) {
    this.#gatherMs = gatherMs;
    this.#tell = tell;
  }

  /** Waits only for what is told at once. */
  async add(shards: readonly number[]): Promise<void> {
    if (this.#timer === null) {
      if (this.#gatherMs > 0) this.#gather();
      return this.#tell(shards);
    }
    for (const shard of shards) this.#shards.add(shard);
    return undefined;
  }

  /** Forgets what is gathered: the cursors know it too. */
  drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#shards.clear();
  }

  #gather(): void {
    this.#timer = setTimeout(() => void this.#flush(), this.#gatherMs).unref();
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    if (this.#shards.size === 0) return;
    const shards = [...this.#shards];
    this.#shards.clear();
    this.#gather();
    await this.#tell(shards);
  }
}
