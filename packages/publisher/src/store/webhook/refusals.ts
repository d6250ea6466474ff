import { StoreMisconfiguredError } from "../../errors.ts";

/** So many batches and so many records are refused in a row, and none is taken: then it is not the records. */
const BATCHES = 5;
const RECORDS = 20;
/** Too large is said of the one record. */
const TOO_LARGE = 413;

/**
 * Refusals with no success between them. A receiver that answers 400 to a signature or a form that it does not know
 * refuses everything, and all news would go to the dead letters one by one.
 */
export class Refusals {
  readonly #where: string;
  /** Batches that have been counted. */
  #seen = new WeakSet();
  #batches = 0;
  #records = 0;

  constructor(where: string) {
    this.#where = where;
  }

  /** Something was taken: the count starts anew. */
  reset(): void {
    if (this.#records === 0) return;
    this.#seen = new WeakSet();
    this.#batches = 0;
    this.#records = 0;
  }

  /** Counts one record of a batch. Throws StoreMisconfiguredError when it is one too many. */
  count(batch: object, status: number): void {
    if (status === TOO_LARGE) return;
    if (this.#batches >= BATCHES && this.#records >= RECORDS) throw this.#tooMany(status);
    this.#records++;
    if (this.#seen.has(batch)) return;
    this.#seen.add(batch);
    this.#batches++;
  }

  #tooMany(status: number): StoreMisconfiguredError {
    return new StoreMisconfiguredError({
      code: "E_STORE_REFUSES",
      what: "the receiver refuses every record",
      where: this.#where,
      why: `it refused ${String(this.#records)} in a row and took none, and answered ${String(status)} to the next`,
      next: "correct the store's secret, headers or shape, or the receiver; then replay the store's dead letters",
    });
  }
}
