/** Shards that have news, gathered for a moment: one job then takes what several commits brought. */
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

  /** Waits only where nothing is gathered. */
  async add(shards: readonly number[]): Promise<void> {
    if (this.#gatherMs === 0) return this.#tell(shards);
    for (const shard of shards) this.#shards.add(shard);
    this.#timer ??= setTimeout(() => void this.#flush(), this.#gatherMs).unref();
    return undefined;
  }

  /** Forgets what is gathered: the cursors know it too. */
  drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#shards.clear();
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    const shards = [...this.#shards];
    this.#shards.clear();
    await this.#tell(shards);
  }
}
