import type { LogRange, Tries } from "@caibian/schema";

import type { ReadBounds } from "./course.ts";
import { isSuspect } from "./give-up.ts";
import type { Shop } from "./shop.ts";

/** How much is read at once: whole batches, but one by one past a place where something goes wrong again and again. */
export class Pace {
  readonly #batch: ReadBounds;
  /** So many records more go alone. */
  #alone: number;

  constructor({ batchSize, batchBytes }: Shop, place: Tries) {
    this.#batch = { limit: batchSize, maxBytes: batchBytes };
    this.#alone = isSuspect(place) ? batchSize : 0;
  }

  get bounds(): ReadBounds {
    return this.#alone > 0 ? { ...this.#batch, limit: 1 } : this.#batch;
  }

  /** The bounds after a range. */
  after(range: LogRange): ReadBounds {
    this.#alone -= range.deliveries.length;
    return this.bounds;
  }
}
