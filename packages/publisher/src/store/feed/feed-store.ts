import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import {
  makeFolder,
  type Delivery,
  type FeedStore,
  type HeldRecord,
  type Receipt,
  type StoreAdapter,
  type WriteContext,
} from "@caibian/schema";

import { fileError, PublishError } from "../../errors.ts";
import { takeFileLock, type FileLock } from "../lines/file-lock.ts";
import { isMissing, replaceFile } from "../lines/folder-state.ts";
import { GroupCommit, type Submission } from "../lines/group-commit.ts";
import { changeOf } from "./feed-change.ts";
import type { FeedPage } from "./feed-item.ts";
import { ALL, feedFile } from "./feed-names.ts";
import { FeedState } from "./feed-state.ts";
import { RENDER } from "./render-feed.ts";

/** How often what is too old for every feed is forgotten, in records taken. */
const PRUNE_EVERY = 2_000;

/**
 * Feed files with the newest articles. What they show is durable in a state file, with the names of the files that are
 * behind; those are written before the Receipts, or after a crash at the next open.
 */
export class FeedFolder implements StoreAdapter {
  /** It forgets what is too old for every feed: what it does not hold is not missing. */
  readonly holdsNewestOnly = true;
  readonly #store: FeedStore;
  readonly #now: () => number;
  readonly #commits: GroupCommit;
  #lock: FileLock | null = null;
  #state: FeedState | null = null;
  #flushedAt = 0;
  #taken = 0;

  constructor(store: FeedStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#commits = new GroupCommit(
      (group) => this.#commit(group),
      (error) => this.#explain(error),
    );
  }

  async open(): Promise<void> {
    const { id, path, items, title, base, content, formats } = this.#store;
    try {
      await makeFolder(path);
      this.#lock = takeFileLock(join(path, "_feeds.lock"), id);
      this.#state = new FeedState(join(path, "_feeds.db"), items);
      this.#state.setLook(JSON.stringify({ title, base, items, content, formats }));
      await this.#flush();
    } catch (error) {
      await this.close();
      throw this.#explain(error);
    }
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return this.#commits.write(batch, context);
  }

  async *inventory(): AsyncGenerator<readonly HeldRecord[]> {
    const state = this.#open();
    for (const page of state.held()) yield await Promise.resolve(page);
  }

  close(): Promise<void> {
    return this.#commits.alone(() => {
      this.#state?.close();
      this.#state = null;
      this.#lock?.release();
      this.#lock = null;
      return Promise.resolve();
    });
  }

  async #commit(group: readonly Submission[]): Promise<readonly (readonly Receipt[])[]> {
    const state = this.#open();
    await this.#untilDue(group);
    const receipts = state.together(() => group.map(({ batch, context }) => this.#take(batch, context)));
    await this.#flush();
    if (group.some(({ batch }) => batch.some((delivery) => delivery.erase === true))) state.scrub();
    return receipts;
  }

  /** Files are written at most so often; when delivery stops, at once. */
  async #untilDue(group: readonly Submission[]): Promise<void> {
    const waitMs = Math.min(this.#flushedAt + this.#store.flushMs - this.#now(), this.#store.flushMs);
    if (waitMs <= 0) return;
    const signal = AbortSignal.any(group.flatMap(({ context }) => context?.signal ?? []));
    // Waking early is no failure.
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }

  #take(batch: readonly Delivery[], context: WriteContext | undefined): readonly Receipt[] {
    const state = this.#open();
    return batch.map((delivery): Receipt => {
      const { seq } = delivery;
      const made = changeOf(delivery);
      if (!made.ok) return { seq, outcome: "rejected", reason: made.reason };
      if (!state.take(made.change, context?.repair === true)) return { seq, outcome: "stale" };
      this.#taken++;
      return { seq, outcome: "stored" };
    });
  }

  /** Writes the files that are behind. */
  async #flush(): Promise<void> {
    const state = this.#open();
    if (this.#taken >= PRUNE_EVERY) {
      state.prune();
      this.#taken = 0;
    }
    for (const feed of state.stale()) {
      const items = state.newest(feed);
      for (const format of this.#store.formats) {
        const file = feedFile(feed, format);
        const path = join(this.#store.path, file);
        const text = RENDER[format](this.#page(feed, file, items));
        // Old news that no feed shows leaves the files as they are: they are not written, and readers' caches stay good.
        if (await holds(path, text)) continue;
        await makeFolder(dirname(path));
        await replaceFile(path, text);
      }
      state.markWritten(feed);
    }
    this.#flushedAt = this.#now();
  }

  #page(feed: string, file: string, items: FeedPage["items"]): FeedPage {
    const { id, title, base, content } = this.#store;
    return {
      title: feed === ALL ? title : `${title} ${feed.slice(feed.indexOf("/") + 1)}`,
      id: `urn:caibian:feed:${id}:${feed}`,
      home: base,
      self: base === null ? null : new URL(file, base.endsWith("/") ? base : `${base}/`).href,
      hasFullText: content === "full",
      items,
    };
  }

  #open(): FeedState {
    if (this.#state !== null) return this.#state;
    throw new PublishError({ code: "E_STORE_CLOSED", what: "the store is not open", where: this.#store.id });
  }

  #explain(error: unknown): Error {
    return fileError(this.#store.id, this.#store.path, error);
  }
}

async function holds(path: string, text: string): Promise<boolean> {
  try {
    return (await readFile(path, "utf8")) === text;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
