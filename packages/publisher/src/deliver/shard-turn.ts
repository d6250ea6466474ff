import type { Turn, Turns } from "./turns.ts";

/** One shard's turn among those of its Store, which may be given up and taken again. */
export class ShardTurn {
  readonly #turns: Turns;
  #turn: Turn | null = null;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** True when another shard should have it now. */
  get isOver(): boolean {
    return this.#turn?.isOver ?? false;
  }

  async begin(): Promise<void> {
    this.#turn = await this.#turns.take();
  }

  async renew(): Promise<void> {
    this.end();
    await this.begin();
  }

  end(): void {
    this.#turn?.end();
    this.#turn = null;
  }
}
