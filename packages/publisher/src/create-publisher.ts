import {
  EXIT,
  messageOf,
  SHARDS,
  type ArticleLog,
  type BackfillProgress,
  type BackfillSelection,
  type CurrentArticles,
  type DeadLetterFilter,
  type HistoryLog,
  type Queue,
  type Store,
  type StoreAdapter,
  type StoreForm,
  type StoreLag,
  type Working,
} from "@caibian/schema";

import type { StoreHealth } from "./deliver/breaker.ts";
import { deliverShard } from "./deliver/deliver-shard.ts";
import { drainShops, type DrainOptions, type DrainReport } from "./deliver/drain.ts";
import type { Report } from "./deliver/events.ts";
import { News } from "./deliver/news.ts";
import { PressureGauge, type Pressure } from "./deliver/pressure.ts";
import { replayAskedLetters, replayLetters, type ReplayDoors, type ReplayReport } from "./deliver/replay.ts";
import { Shop, type DeliverDoors } from "./deliver/shop.ts";
import { PublishError } from "./errors.ts";
import { shaped } from "./shape/shaped.ts";
import { wantedBy } from "./shape/wanted.ts";
import { verifyStore, type VerifyReport } from "./verify/verify-store.ts";
import { loadStore } from "./store/load-store.ts";
import type { Requester } from "./store/elasticsearch/requester.ts";
import type { Poster } from "./store/webhook/poster.ts";

/** A Store of one's own making. It is given what `select`, `redact`, `shape` and `fields` leave, as any other. */
export interface CustomStore extends StoreForm {
  readonly id: string;
  /** Most records in one batch. Default 100. */
  readonly batchSize?: number;
  /** Most bytes of record text in one batch. Default 4 MB. */
  readonly batchBytes?: number;
  /** Log rows that it may lag behind while it is up before `pressure` tells of it. Default 100 000. */
  readonly maxLag?: number;
  /**
   * How long one `write` may take, in milliseconds; then its signal aborts, and what it answers within ten seconds still
   * counts. Default 600 000.
   */
  readonly writeMs?: number;
  readonly adapter: StoreAdapter;
}

/** What a publisher is made of. */
export interface PublisherOptions {
  readonly log: ArticleLog;
  /** For `backfill`. Default: none, and `backfill` throws. */
  readonly history?: HistoryLog;
  /** For `verify`. Default: none, and `verify` throws. */
  readonly current?: CurrentArticles;
  readonly stores: readonly (Store | CustomStore)[];
  readonly queue: Queue;
  /** For webhooks and search indexes: the guarded HTTP client. */
  readonly client?: Poster & Partial<Requester>;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
  /** Told, synchronously, of every batch, dead letter and change of a Store's health. Must not throw. */
  readonly report?: Report;
  /** Shards of one Store delivered at once in this process. Default 4. */
  readonly shardsAtOnce?: number;
  /**
   * Jobs that this process holds at once, over all Stores; one that waits for its Store's turn costs next to nothing.
   * Default 16 a Store, at most 256: fewer than that, and a slow Store may fill them all.
   */
  readonly concurrency?: number;
  /** How often the cursors are looked at for work that the queue has forgotten, in milliseconds. Default 10 000. */
  readonly reconcileMs?: number;
  /**
   * How long news that follows other news is gathered before its jobs are added, in milliseconds: fewer, larger
   * batches. After a quiet moment nothing waits. Default 0.
   */
  readonly gatherMs?: number;
  /** Wait after a Store's first failure, in milliseconds; doubles with each, up to 30 s. Default 500. */
  readonly firstRetryMs?: number;
}

/** Carries the article log to the Stores. */
export interface Publisher {
  /** Starts the workers and the reconciler. */
  start(): Promise<void>;
  /** After a commit: these shards have news. Never throws: what the queue misses, the reconciler finds. */
  notify(shards: readonly number[]): Promise<void>;
  /** Starts if need be, and waits until every Store that is not down has what is in the log now. */
  drain(options?: DrainOptions): Promise<DrainReport>;
  lag(): Promise<readonly StoreLag[]>;
  health(): readonly StoreHealth[];
  /** The Stores that are up and lag too far: who fetches should wait. Quick: a look serves for five seconds. */
  pressure(): Promise<readonly Pressure[]>;
  /** Sends a Store what is current and it has had, beside its news. One that is under way begins anew. */
  backfill(storeId: string, selection?: BackfillSelection): Promise<BackfillProgress>;
  /** Compares what a Store holds with what it ought to hold, and repairs it if asked, beside its deliveries. */
  verify(storeId: string, options?: VerifyOptions): Promise<VerifyReport>;
  /** Sends dead letters again. */
  replay(filter: DeadLetterFilter): Promise<ReplayReport>;
  /** Sends the dead letters that a person asked for (the reconciler does it too). */
  replayAsked(): Promise<ReplayReport>;
  /** Lets the batches at hand end, up to `graceMs` (default 10 000), and closes the Stores. The queue stays open. */
  close(graceMs?: number): Promise<void>;
}

/** How a Store is compared with the ledger. */
export interface VerifyOptions {
  /** Send again what is missing, older or different, and withdraw what should be gone. Default false. */
  readonly repair?: boolean;
  readonly signal?: AbortSignal;
}

/** Makes a publisher. It touches no Store before the first job. */
export function createPublisher(options: PublisherOptions): Publisher {
  return new LogPublisher(options);
}

const MOST_JOBS = 256;
/** A receiver so slow that it needs longer for a batch loses nothing: what it took by then counts. */
const WRITE_MS = 600_000;

class LogPublisher implements Publisher {
  readonly #log: ArticleLog;
  readonly #queue: Queue;
  readonly #doors: DeliverDoors;
  readonly #shops: ReadonlyMap<string, Shop>;
  readonly #forms: ReadonlyMap<string, StoreForm>;
  readonly #current: CurrentArticles | undefined;
  readonly #pressure: PressureGauge;
  readonly #concurrency: number;
  readonly #reconcileMs: number;
  readonly #news: News;
  /** Batches that are being written end; no further one begins. */
  readonly #closing = new AbortController();
  readonly #stop = new AbortController();
  #starting: Promise<Working> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #reconciling: Promise<void> | null = null;
  #replayLook: Promise<void> | null = null;
  /** The end of the last run of asked replays, and the run that has not begun yet. */
  #replaying: Promise<void> = Promise.resolve();
  #replayWaits: Promise<ReplayReport> | null = null;

  constructor(options: PublisherOptions) {
    const { log, history, queue, client, now = Date.now, report = () => undefined, shardsAtOnce = 4 } = options;
    this.#log = log;
    this.#queue = queue;
    this.#current = options.current;
    this.#reconcileMs = options.reconcileMs ?? 10_000;
    this.#doors = { log, history, report, now, dice: Math.random, firstRetryMs: options.firstRetryMs ?? 500 };
    this.#news = new News(options.gatherMs ?? 0, async (shards) => {
      await Promise.all([...this.#shops.keys()].map((id) => this.#addSafely(id, shards)));
    });
    this.#shops = new Map(
      options.stores.map((store) => {
        const make = async (): Promise<StoreAdapter> => {
          const adapter = "adapter" in store ? store.adapter : await loadStore(store, { client, now });
          return shaped(adapter, store, log);
        };
        const { batchSize = 100, batchBytes = 4_000_000, maxLag = 100_000 } = store;
        const writeMs = ("adapter" in store ? store.writeMs : undefined) ?? WRITE_MS;
        const bounds = { batchSize, batchBytes, maxLag, shardsAtOnce, writeMs };
        return [store.id, new Shop(store.id, bounds, make, this.#doors)];
      }),
    );
    this.#concurrency = options.concurrency ?? Math.min(SHARDS * Math.max(this.#shops.size, 1), MOST_JOBS);
    this.#forms = new Map(options.stores.map((store) => [store.id, store]));
    this.#pressure = new PressureGauge(log, [...this.#shops.values()], report);
  }

  async start(): Promise<void> {
    this.#starting ??= this.#work();
    await this.#starting;
  }

  async notify(shards: readonly number[]): Promise<void> {
    await this.#news.add(shards);
  }

  async drain(options: DrainOptions = {}): Promise<DrainReport> {
    await this.start();
    this.#news.drop();
    const { only } = options;
    const shops = [...this.#shops.values()].filter((shop) => only?.includes(shop.id) ?? true);
    return drainShops(this.#log, shops, (id, shards) => this.#addSafely(id, shards), options);
  }

  lag(): Promise<readonly StoreLag[]> {
    return this.#log.lag([...this.#shops.keys()]);
  }

  health(): readonly StoreHealth[] {
    return [...this.#shops.values()].map((shop) => shop.breaker.health);
  }

  pressure(): Promise<readonly Pressure[]> {
    return this.#pressure.look();
  }

  async backfill(storeId: string, selection: BackfillSelection = {}): Promise<BackfillProgress> {
    const { history } = this.#doors;
    this.#shop(storeId);
    if (history === undefined) throw noDoor("history", storeId);
    const progress = await history.startBackfill(storeId, selection);
    await this.#addSafely(storeId, await this.#log.behind(storeId));
    return progress;
  }

  async verify(storeId: string, options: VerifyOptions = {}): Promise<VerifyReport> {
    const current = this.#current;
    const shop = this.#shop(storeId);
    if (current === undefined) throw noDoor("current", storeId);
    const { repair = false, signal = this.#stop.signal } = options;
    const { batchSize, order } = shop;
    const adapter = await shop.adapter();
    const wanted = wantedBy(this.#forms.get(storeId) ?? {});
    return verifyStore({ storeId, adapter, batchSize, order, log: this.#log, current, wanted, repair, signal });
  }

  replay(filter: DeadLetterFilter): Promise<ReplayReport> {
    return replayLetters(this.#replayDoors(), filter);
  }

  replayAsked(): Promise<ReplayReport> {
    // One that has not begun will find what is asked for by then.
    if (this.#replayWaits !== null) return this.#replayWaits;
    const next = this.#replaying.then(() => {
      this.#replayWaits = null;
      return replayAskedLetters(this.#replayDoors());
    });
    this.#replayWaits = next;
    this.#replaying = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  }

  async close(graceMs = 10_000): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#news.drop();
    this.#closing.abort();
    const working = await this.#starting;
    await working?.close(graceMs);
    this.#stop.abort();
    await Promise.all([this.#reconciling, this.#replayLook, this.#replaying]);
    await Promise.all([...this.#shops.values()].map((shop) => shop.close()));
  }

  #replayDoors(): ReplayDoors {
    return { log: this.#log, shops: this.#shops, signal: this.#stop.signal };
  }

  #shop(storeId: string): Shop {
    const shop = this.#shops.get(storeId);
    if (shop !== undefined) return shop;
    throw new PublishError({
      code: "E_STORE_UNKNOWN",
      what: "no such store",
      where: storeId,
      why: `there are ${[...this.#shops.keys()].join(", ")}`,
      exitCode: EXIT.usage,
    });
  }

  async #work(): Promise<Working> {
    const working = await this.#queue.work(
      "deliver",
      async ({ storeId, shard }, { signal }) => {
        const shop = this.#shops.get(storeId);
        // A Store that was taken out of the config: its cursors stay, its jobs end.
        if (shop === undefined) return { kind: "done" };
        return deliverShard(shop, shard, this.#doors, { stop: this.#closing.signal, abort: signal });
      },
      { concurrency: this.#concurrency },
    );
    this.#look();
    this.#timer = setInterval(() => this.#look(), this.#reconcileMs);
    return working;
  }

  /** Looks for forgotten work and for asked replays. One that is still at it is not followed by a second. */
  #look(): void {
    this.#reconciling ??= this.#reconcile().finally(() => (this.#reconciling = null));
    this.#replayLook ??= this.#replaySafely().finally(() => (this.#replayLook = null));
  }

  /** The truth is the cursors: adds a job for every (Store, shard) that is behind. */
  async #reconcile(): Promise<void> {
    for (const id of this.#shops.keys()) {
      if (this.#stop.signal.aborted) return;
      try {
        await this.#add(id, await this.#log.behind(id));
      } catch (error) {
        this.#doors.report({ kind: "queue-failed", why: messageOf(error) });
      }
    }
  }

  /** A slow Store with many letters holds up nobody's jobs. */
  async #replaySafely(): Promise<void> {
    try {
      await this.replayAsked();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#doors.report({ kind: "replay-failed", why: messageOf(error) });
    }
  }

  async #addSafely(storeId: string, shards: readonly number[]): Promise<void> {
    try {
      await this.#add(storeId, shards);
    } catch (error) {
      this.#doors.report({ kind: "queue-failed", why: messageOf(error) });
    }
  }

  /** The job goes to the head of its shard, wherever that is when it runs; `upTo` says nothing yet. */
  async #add(storeId: string, shards: readonly number[]): Promise<void> {
    const key = (shard: number): string => `${storeId}.${String(shard)}`;
    await Promise.all(
      shards.map((shard) => this.#queue.add("deliver", { storeId, shard, upTo: 0 }, { key: key(shard) })),
    );
  }
}

function noDoor(door: "history" | "current", storeId: string): PublishError {
  const what = "the publisher was made without a part of the ledger";
  return new PublishError({ code: "E_PUBLISHER_DOOR", what, where: storeId, why: `createPublisher needs \`${door}\`` });
}
