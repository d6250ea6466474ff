import { StoreThrottledError, type StoreError } from "../errors.ts";
import type { Report } from "./events.ts";
import { retryDelayMs } from "./retry-delay.ts";

/** What the breaker needs of the world outside. */
export interface BreakerDoors {
  readonly report: Report;
  readonly now: () => number;
  /** A number in 0…1. */
  readonly dice: () => number;
  /** Wait after a first failure, in milliseconds. */
  readonly firstRetryMs: number;
}

/** What is known of a Store's health. */
export interface StoreHealth {
  readonly storeId: string;
  /** `down`: the breaker is open; one probe at a time. */
  readonly state: "up" | "waiting" | "down";
  /** The last failure in words; null when it is up. */
  readonly why: string | null;
  readonly next: string | null;
  readonly exitCode: number | null;
}

/** Transient failures in a row that open the breaker. */
const OPENS_AT = 5;
/** How long a job waits that finds another one probing. */
const PROBING_MS = 1_000;
/** A job that came to a process that may not write soon finds the one that may: of three, one in three tries. */
const TAKEN_MS = 200;

/** Keeps a Store that fails from being asked again and again; says so once when it goes down, once when it is back. */
export class Breaker {
  readonly #storeId: string;
  readonly #doors: BreakerDoors;
  #failures = 0;
  #notBefore = 0;
  #downSince: number | null = null;
  #isProbing = false;
  #last: StoreError | null = null;

  constructor(storeId: string, doors: BreakerDoors) {
    this.#storeId = storeId;
    this.#doors = doors;
  }

  /** Milliseconds to wait before the Store may be asked; 0 lets the caller through, as the one probe if it is down. */
  admit(): number {
    const waitMs = this.#notBefore - this.#doors.now();
    if (waitMs > 0) return waitMs;
    if (this.#downSince === null) return 0;
    if (this.#isProbing) return PROBING_MS;
    this.#isProbing = true;
    return 0;
  }

  /** The caller that was let through has nothing to tell. */
  leave(): void {
    this.#isProbing = false;
  }

  succeeded(): void {
    this.#isProbing = false;
    this.#failures = 0;
    this.#last = null;
    if (this.#downSince === null) return;
    const downMs = this.#doors.now() - this.#downSince;
    this.#downSince = null;
    this.#notBefore = 0;
    this.#doors.report({ kind: "store-up", storeId: this.#storeId, downMs });
  }

  /** Nothing goes to the Store for this long. */
  hold(waitMs: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.#doors.now() + waitMs);
  }

  /**
   * Answers how long the shard is to wait, in milliseconds, that failed for the `attempt`-th time. A transient
   * failure holds up its own shard alone, until there were several with no success between them.
   */
  failed(error: StoreError, attempt: number): number {
    this.#isProbing = false;
    this.#last = error;
    const { failure, message: why, next, exitCode } = error;
    const { report } = this.#doors;
    const storeId = this.#storeId;
    if (error instanceof StoreThrottledError || failure === "taken") {
      const afterMs = error instanceof StoreThrottledError ? error.afterMs : TAKEN_MS;
      this.hold(afterMs);
      report({ kind: "store-waits", storeId, failure, why, afterMs });
      return afterMs;
    }
    // Begun before the Store was known to be down: it says nothing new, and must not lengthen the wait.
    const leftMs = this.#notBefore - this.#doors.now();
    if (this.#downSince !== null && leftMs > 0) return leftMs;
    this.#failures++;
    const isDown = failure === "down" || failure === "misconfigured" || this.#failures >= OPENS_AT;
    const nth = isDown ? this.#failures : attempt;
    const waitMs = retryDelayMs(nth, this.#doors.dice(), this.#doors.firstRetryMs);
    if (!isDown) {
      report({ kind: "store-waits", storeId, failure, why, afterMs: waitMs });
      return waitMs;
    }
    this.hold(waitMs);
    if (this.#downSince === null) {
      this.#downSince = this.#doors.now();
      report({ kind: "store-down", storeId, failure, why, next, exitCode });
    }
    return waitMs;
  }

  get health(): StoreHealth {
    const isWaiting = this.#notBefore > this.#doors.now();
    const state = this.#downSince === null ? (isWaiting ? "waiting" : "up") : "down";
    const error = state === "up" ? null : this.#last;
    return {
      storeId: this.#storeId,
      state,
      why: error?.message ?? null,
      next: error?.next ?? null,
      exitCode: error?.exitCode ?? null,
    };
  }
}
