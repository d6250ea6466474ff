/** Leave to deliver one shard of a Store. */
export interface Turn {
  /** True when it has lasted long and another shard waits: time to end it and to take a new one. */
  readonly isOver: boolean;
  end(): void;
}

/** A turn lasts at least this long before another shard may have it, in milliseconds. */
const TURN_MS = 1_000;

/**
 * So many shards of one Store at once, the others in the order in which they came. A slow Store fills its own turns
 * and nobody else's.
 */
export class Turns {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async take(): Promise<Turn> {
    if (this.#taken < this.#most) this.#taken++;
    // Whoever ends a turn hands it on: the number of those taken stays.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const since = performance.now();
    const waiting = this.#waiting;
    return {
      get isOver() {
        return waiting.length > 0 && performance.now() - since > TURN_MS;
      },
      end: () => this.#end(),
    };
  }

  #end(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken--;
    else next();
  }
}
