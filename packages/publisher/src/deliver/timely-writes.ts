import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { JoinedAbort } from "@caibian/schema";

import { StoreDownError, StoreTransientError } from "../errors.ts";
import type { ShardOrder } from "./shard-order.ts";

/** How long a write may take, and how long it may go on after it was told to end; in milliseconds. */
export interface WriteBounds {
  readonly mostMs: number;
  readonly graceMs: number;
}

/** How long an adapter may take to end a write that was broken off, in milliseconds. */
export const GRACE_MS = 10_000;

/**
 * A Store's writes, each in its shard's turn and bounded in time. An adapter bounds its own requests; this is for one
 * that does not, and for a disk that hangs. A write that does not even end when it is told to is left alone, and its
 * shard has no further write in this process until it ends: two would overtake each other.
 */
export class TimelyWrites {
  readonly #storeId: string;
  readonly #order: ShardOrder;
  readonly #bounds: WriteBounds;
  /** Shards with a write that was left alone, and since when, in milliseconds. */
  readonly #left = new Map<number, number>();

  constructor(storeId: string, order: ShardOrder, bounds: WriteBounds) {
    this.#storeId = storeId;
    this.#order = order;
    this.#bounds = bounds;
  }

  /**
   * Runs a write with a signal that aborts with `stop` or when its time is over. Answers what it answers, also when that
   * comes after the abort, within the grace. Throws what it throws; StoreTransientError when it does not end;
   * StoreDownError at once when an earlier one of the shard has not ended.
   */
  async run<T>(shard: number, stop: AbortSignal, write: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const since = this.#left.get(shard);
    if (since !== undefined) throw this.#stillHangs(performance.now() - since);
    const begun = performance.now();
    const joined = new JoinedAbort([stop]);
    const clock = setTimeout(() => joined.abort(this.#tookTooLong(this.#bounds.mostMs)), this.#bounds.mostMs);
    const written = this.#order.alone(shard, async () => {
      // Given up while it waited for its turn: it must not come late.
      joined.signal.throwIfAborted();
      return write(joined.signal);
    });
    const ended = new AbortController();
    try {
      const grace = graceAfter(joined.signal, this.#bounds.graceMs, ended.signal);
      const answer = await Promise.race([written.then((value) => ({ value })), grace]);
      if (answer !== null) return answer.value;
      this.#leave(shard, begun, written);
      throw this.#tookTooLong(performance.now() - begun);
    } catch (error) {
      // What an adapter says of its own abort is less than what we know of its cause.
      throw isTimeOver(joined.signal) ? joined.signal.reason : error;
    } finally {
      clearTimeout(clock);
      ended.abort();
      joined.close();
    }
  }

  #leave(shard: number, begun: number, written: Promise<unknown>): void {
    this.#left.set(shard, begun);
    const forget = (): void => void this.#left.delete(shard);
    written.then(forget, forget);
  }

  #tookTooLong(ms: number): StoreTransientError {
    return new StoreTransientError({
      code: "E_STORE_TIME",
      what: "a store did not end a write in time",
      where: this.#storeId,
      why: `it was given records ${seconds(ms)} ago and has not answered`,
      next: "see what holds its disk or its server up; delivery goes on by itself",
    });
  }

  #stillHangs(ms: number): StoreDownError {
    return new StoreDownError({
      code: "E_STORE_HANGS",
      what: "a store has a write that does not end",
      where: this.#storeId,
      why: `it began ${seconds(ms)} ago, and went on when it was told to stop`,
      next: "see what holds its disk or its server up; if that is well again and this stays, restart the process",
    });
  }
}

/** Null when this long has passed after the signal's abort, in milliseconds. Rejects when `ended` aborts first. */
async function graceAfter(signal: AbortSignal, ms: number, ended: AbortSignal): Promise<null> {
  if (!signal.aborted) await once(signal, "abort", { signal: ended });
  return sleep(ms, null, { signal: ended });
}

function isTimeOver({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof StoreTransientError;
}

function seconds(ms: number): string {
  return `${String(Math.round(ms / 1000))} s`;
}
