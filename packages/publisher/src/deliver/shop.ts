import { messageOf, type ArticleLog, type HistoryLog, type StoreAdapter } from "@caibian/schema";

import { StoreDownError, StoreError, StoreTransientError } from "../errors.ts";
import { DeadlineError, within } from "../store/message/within.ts";
import { Breaker, type BreakerDoors } from "./breaker.ts";
import { ShardOrder } from "./shard-order.ts";
import { GRACE_MS, TimelyWrites } from "./timely-writes.ts";
import { Turns } from "./turns.ts";

/** What bounds the work for one Store. */
export interface ShopBounds {
  readonly batchSize: number;
  readonly batchBytes: number;
  /** Log rows that it may lag behind while it is up. */
  readonly maxLag: number;
  /** Shards in flight at once. */
  readonly shardsAtOnce: number;
  /** How long one write may take, in milliseconds. */
  readonly writeMs: number;
}

/** How long a Store may take to open before it counts as down, in milliseconds. */
const OPEN_MS = 60_000;

/** A Store that the publisher serves: its adapter, opened at first need, and its breaker. */
export class Shop {
  readonly id: string;
  readonly batchSize: number;
  readonly batchBytes: number;
  readonly maxLag: number;
  readonly breaker: Breaker;
  readonly turns: Turns;
  /** Shards that a job of this process follows. */
  readonly running: Set<number> = new Set();
  /** Its writes, shard by shard. */
  readonly order: ShardOrder = new ShardOrder();
  /** The same, bounded in time. */
  readonly writes: TimelyWrites;
  readonly #make: () => Promise<StoreAdapter>;
  #opening: Promise<StoreAdapter> | null = null;

  constructor(id: string, bounds: ShopBounds, make: () => Promise<StoreAdapter>, doors: BreakerDoors) {
    this.id = id;
    this.batchSize = bounds.batchSize;
    this.batchBytes = bounds.batchBytes;
    this.maxLag = bounds.maxLag;
    this.turns = new Turns(bounds.shardsAtOnce);
    this.writes = new TimelyWrites(id, this.order, { mostMs: bounds.writeMs, graceMs: GRACE_MS });
    this.#make = make;
    this.breaker = new Breaker(id, doors);
  }

  /** The open adapter. Throws a StoreError; the next call tries again, or waits on where opening takes long. */
  async adapter(): Promise<StoreAdapter> {
    this.#opening ??= this.#open();
    try {
      return await within(this.#opening, OPEN_MS);
    } catch (error) {
      if (error instanceof DeadlineError) throw this.#opensSlowly();
      this.#opening = null;
      throw asStoreError(this.id, error);
    }
  }

  /** Closes the adapter. One that hangs is left after ten seconds: what it has taken is durable. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    if (opening === null) return;
    const closed = opening.then(
      (adapter) => adapter.close(),
      () => undefined,
    );
    try {
      await within(closed, GRACE_MS);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
    }
  }

  /** It is left at it: it may be bringing a large table up to date. */
  #opensSlowly(): StoreDownError {
    return new StoreDownError({
      code: "E_STORE_OPENS",
      what: "a store is still being opened",
      where: this.id,
      why: `it has not answered for ${String(OPEN_MS / 1000)} s`,
      next: "see what holds its disk or its server up; delivery goes on by itself when it is open",
    });
  }

  async #open(): Promise<StoreAdapter> {
    const adapter = await this.#make();
    await adapter.open();
    return adapter;
  }
}

/** An adapter of others may throw anything: what is no StoreError is taken as transient. */
export function asStoreError(storeId: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreTransientError({
    code: "E_STORE",
    what: "a store failed",
    where: storeId,
    why: messageOf(error),
    next: "nothing: it is tried again; if it stays so, report what it says",
    cause: error,
  });
}

/** What delivering needs besides the Store. */
export interface DeliverDoors extends BreakerDoors {
  readonly log: ArticleLog;
  /** Without it no backfill runs. */
  readonly history?: HistoryLog | undefined;
}
