import {
  messageOf,
  type ArticleLog,
  type DeadLetterFilter,
  type Queue,
  type Store,
  type StoreAdapter,
  type StoreLag,
  type Working,
} from "@caibian/schema";

import type { StoreHealth } from "./deliver/breaker.ts";
import { deliverShard } from "./deliver/deliver-shard.ts";
import { drainShops, type DrainOptions, type DrainReport } from "./deliver/drain.ts";
import type { Report } from "./deliver/events.ts";
import { News } from "./deliver/news.ts";
import { RedactingAdapter } from "./deliver/redact-contacts.ts";
import { replayLetters, type ReplayReport } from "./deliver/replay.ts";
import { Shop, type DeliverDoors } from "./deliver/shop.ts";
import { loadStore } from "./store/load-store.ts";
import type { Requester } from "./store/elasticsearch/requester.ts";
import type { Poster } from "./store/webhook/poster.ts";

/** A Store of one's own making. */
export interface CustomStore {
  readonly id: string;
  /** Most records in one batch. Default 100. */
  readonly batchSize?: number;
  /** Whether private contacts in the text are replaced before delivery. Default none. */
  readonly redact?: Store["redact"];
  readonly adapter: StoreAdapter;
}

/** What a publisher is made of. */
export interface PublisherOptions {
  readonly log: ArticleLog;
  readonly stores: readonly (Store | CustomStore)[];
  readonly queue: Queue;
  /** For webhooks and search indexes: the guarded HTTP client. */
  readonly client?: Poster & Partial<Requester>;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
  /** Told, synchronously, of every batch, dead letter and change of a Store's health. Must not throw. */
  readonly report?: Report;
  /** Shards delivered at once in this process. Default 8. */
  readonly concurrency?: number;
  /** How often the cursors are looked at for work that the queue has forgotten, in milliseconds. Default 30 000. */
  readonly reconcileMs?: number;
  /** How long news is gathered before its jobs are added, in milliseconds: fewer, larger batches. Default 0. */
  readonly gatherMs?: number;
  /** Wait after a Store's first failure, in milliseconds; doubles with each, up to a minute. Default 500. */
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
  /** Sends dead letters again. */
  replay(filter: DeadLetterFilter): Promise<ReplayReport>;
  /** Sends the dead letters that a person asked for (the reconciler does it too). */
  replayAsked(): Promise<ReplayReport>;
  /** Lets running batches end, up to `graceMs` (default 10 000), and closes the Stores. The queue stays open. */
  close(graceMs?: number): Promise<void>;
}

/** Makes a publisher. It touches no Store before the first job. */
export function createPublisher(options: PublisherOptions): Publisher {
  return new LogPublisher(options);
}

class LogPublisher implements Publisher {
  readonly #log: ArticleLog;
  readonly #queue: Queue;
  readonly #doors: DeliverDoors;
  readonly #shops: ReadonlyMap<string, Shop>;
  readonly #concurrency: number;
  readonly #reconcileMs: number;
  readonly #news: News;
  readonly #stop = new AbortController();
  #starting: Promise<Working> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #reconciling: Promise<void> = Promise.resolve();

  constructor(options: PublisherOptions) {
    const { log, queue, client, now = Date.now, report = () => undefined } = options;
    this.#log = log;
    this.#queue = queue;
    this.#concurrency = options.concurrency ?? 8;
    this.#reconcileMs = options.reconcileMs ?? 30_000;
    this.#doors = { log, report, now, dice: Math.random, firstRetryMs: options.firstRetryMs ?? 500 };
    this.#news = new News(options.gatherMs ?? 0, async (shards) => {
      await Promise.all([...this.#shops.keys()].map((id) => this.#addSafely(id, shards)));
    });
    this.#shops = new Map(
      options.stores.map((store) => {
        const make = async (): Promise<StoreAdapter> => {
          const adapter = "adapter" in store ? store.adapter : await loadStore(store, { client, now });
          return store.redact === "contacts" ? new RedactingAdapter(adapter) : adapter;
        };
        return [store.id, new Shop(store.id, store.batchSize ?? 100, make, this.#doors)];
      }),
    );
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
    return drainShops(this.#log, [...this.#shops.values()], (id, shards) => this.#addSafely(id, shards), options);
  }

  lag(): Promise<readonly StoreLag[]> {
    return this.#log.lag([...this.#shops.keys()]);
  }

  health(): readonly StoreHealth[] {
    return [...this.#shops.values()].map((shop) => shop.breaker.health);
  }

  replay(filter: DeadLetterFilter): Promise<ReplayReport> {
    return replayLetters(this.#log, this.#shops, filter, this.#stop.signal);
  }

  async replayAsked(): Promise<ReplayReport> {
    const ids = await this.#log.askedReplays();
    if (ids.length === 0) return { delivered: 0, gone: 0, refused: [], waiting: [] };
    const report = await this.replay({ ids });
    await this.#log.clearAsked(report.refused.map((letter) => letter.id));
    return report;
  }

  async close(graceMs = 10_000): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#news.drop();
    const working = await this.#starting;
    await working?.close(graceMs);
    this.#stop.abort();
    await this.#reconciling;
    await Promise.all([...this.#shops.values()].map((shop) => shop.close()));
  }

  async #work(): Promise<Working> {
    const working = await this.#queue.work(
      "deliver",
      async ({ storeId, shard }, { signal }) => {
        const shop = this.#shops.get(storeId);
        // A Store that was taken out of the config: its cursors stay, its jobs end.
        return shop === undefined ? { kind: "done" } : deliverShard(shop, shard, this.#doors, signal);
      },
      { concurrency: this.#concurrency },
    );
    this.#reconciling = this.#reconcile();
    this.#timer = setInterval(() => {
      this.#reconciling = this.#reconciling.then(() => this.#reconcile());
    }, this.#reconcileMs);
    return working;
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
    try {
      await this.replayAsked();
    } catch (error) {
      this.#doors.report({ kind: "replay-failed", why: messageOf(error) });
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
