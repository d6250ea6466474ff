import type { ArticleLog } from "@caibian/schema";

import type { Report } from "./events.ts";
import type { Shop } from "./shop.ts";

/** A Store that is up and lags so far that nothing more should be fetched for now (背压). */
export interface Pressure {
  readonly storeId: string;
  /** Log rows that it has not taken. */
  readonly behind: number;
  readonly maxLag: number;
}

/** A look at the lags is good for this long, in milliseconds. */
const LOOK_MS = 5_000;
/** Pressure ends below this share of what began it, so that it does not flicker. */
const EASES_AT = 0.8;
/** A Store that took nothing for so long is none that merely lags, whatever the breaker of this process has seen. */
const STILL_MS = 60_000;

/**
 * Which Stores push back. One that is down, waits after a failure or takes nothing never does: it lags alone. What a new Store has
 * to take of the current articles does not count: only news does.
 */
export class PressureGauge {
  readonly #log: Pick<ArticleLog, "lag">;
  readonly #shops: readonly Shop[];
  readonly #report: Report;
  readonly #pressing = new Set<string>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<readonly Pressure[]> = Promise.resolve([]);

  constructor(log: Pick<ArticleLog, "lag">, shops: readonly Shop[], report: Report) {
    this.#log = log;
    this.#shops = shops;
    this.#report = report;
  }

  /** The Stores that push back now; a look of the last five seconds serves all who ask. */
  look(): Promise<readonly Pressure[]> {
    if (performance.now() - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = performance.now();
      this.#looking = this.#look();
    }
    return this.#looking;
  }

  async #look(): Promise<readonly Pressure[]> {
    const lags = await this.#log.lag(this.#shops.map((shop) => shop.id));
    const found: Pressure[] = [];
    for (const shop of this.#shops) {
      const lag = lags.find((one) => one.storeId === shop.id);
      const behind = lag?.news ?? lag?.behind ?? 0;
      const bound = this.#pressing.has(shop.id) ? shop.maxLag * EASES_AT : shop.maxLag;
      const isTaking = shop.breaker.health.state === "up" && (lag?.movedMs ?? 0) < STILL_MS;
      const isPressing = behind > bound && isTaking;
      if (isPressing) found.push({ storeId: shop.id, behind, maxLag: shop.maxLag });
      this.#note(shop, isPressing, behind);
    }
    return found;
  }

  #note({ id: storeId, maxLag }: Shop, isPressing: boolean, behind: number): void {
    if (isPressing === this.#pressing.has(storeId)) return;
    if (isPressing) this.#pressing.add(storeId);
    else this.#pressing.delete(storeId);
    this.#report({ kind: isPressing ? "store-presses" : "store-eased", storeId, behind, maxLag });
  }
}
