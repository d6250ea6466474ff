import {
  SHARDS,
  type Delivery,
  type HeldRecord,
  type Receipt,
  type S3Store,
  type StoreAdapter,
  type WriteContext,
} from "@caibian/schema";

import { PublishError } from "../../errors.ts";
import { isErased } from "../lines/erased.ts";
import { heldOfLine } from "../lines/held-line.ts";
import { newestHeld } from "../lines/newest-held.ts";
import { S3Bucket } from "./bucket.ts";
import { byShard } from "./by-shard.ts";
import { writeCard } from "./dataset-card.ts";
import { readErasedKeys } from "./erased-list.ts";
import { readHeldList } from "./held-list.ts";
import { DATA, heldLists, laneOf, laneOfPointer, lanePointers } from "./keys.ts";
import { Lane, type LaneDoors } from "./lane.ts";
import { formatOf } from "./part-format.ts";
import { takeBack, writeOne } from "./write-rows.ts";

/** The card and the manifest are written this long after a first change, and at the close. */
const CARD_MS = 300_000;
/** Lanes whose last part is kept in memory: one for each shard. */
const MAX_LANES = SHARDS;
/** Of an inventory, this much of the lists is held in memory by article at once. */
const PASS_BYTES = 64_000_000;

/** Objects in a bucket by day, each row once. All it needs to go on lies in the bucket. */
export class S3Dataset implements StoreAdapter {
  readonly #store: S3Store;
  readonly #now: () => number;
  readonly #lanes: Map<string, Lane> = new Map();
  /** One batch of a shard after another: a takedown touches all lanes of its shard. */
  readonly #shards: Map<number, Promise<unknown>> = new Map();
  #doors: LaneDoors | null = null;
  #cardTimer: NodeJS.Timeout | null = null;
  #isCardDue = false;
  /** The last batch's: when it says stop, the card waits for the next change. */
  #signal: AbortSignal | undefined;

  constructor(store: S3Store, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  async open(): Promise<void> {
    const bucket = new S3Bucket(this.#store);
    try {
      const format = await formatOf(this.#store);
      // The first look names what is wrong with the bucket or the credentials.
      for await (const _ of bucket.list(DATA)) break;
      this.#doors = { bucket, format, partChars: this.#store.partChars };
    } catch (error) {
      bucket.close();
      throw error;
    }
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return byShard(batch, (shard, share) => this.#inShard(shard, () => this.#writeShard(shard, share, context)));
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    return this.#inventory();
  }

  async close(): Promise<void> {
    if (this.#cardTimer !== null) clearTimeout(this.#cardTimer);
    this.#cardTimer = null;
    await Promise.all(this.#shards.values());
    await this.#writeCardIfDue();
    this.#doors?.bucket.close();
    this.#doors = null;
    this.#lanes.clear();
  }

  async #writeShard(
    shard: number,
    deliveries: readonly Delivery[],
    context: WriteContext | undefined,
  ): Promise<readonly Receipt[]> {
    const all = this.#open();
    this.#signal = context?.signal;
    const doors = { ...all, bucket: all.bucket.until(context?.signal) };
    const name = laneOf(shard, context);
    const lane = this.#lanes.get(name) ?? new Lane(name);
    // Until all of it is written nothing is known of the lane.
    this.#lanes.delete(name);
    await lane.refresh(doors);
    const isBeside = name !== laneOf(shard);
    // The log brings nothing that is older than a takedown in it.
    const erased = new Map(isBeside ? await readErasedKeys(shard, doors.bucket) : []);
    const receipts: Receipt[] = [];
    for (const delivery of deliveries) {
      const isOld = isErased(delivery, erased) || lane.isRepeat(delivery, context);
      receipts.push(isOld ? { seq: delivery.seq, outcome: "stale" } : await writeOne(shard, lane, delivery, doors));
      if (delivery.erase === true) erased.set(delivery.articleId, delivery.revision);
    }
    await lane.flush();
    const settled = isBeside ? await takeBack(shard, lane, deliveries, receipts, doors) : receipts;
    this.#remember(lane);
    if (settled.some((receipt) => receipt.outcome === "stored")) this.#cardSoon();
    return settled;
  }

  /** Keeps a lane's last part in memory, and lets go of the one that was written longest ago. */
  #remember(lane: Lane): void {
    this.#lanes.set(lane.name, lane);
    if (this.#lanes.size <= MAX_LANES) return;
    for (const [oldest] of this.#lanes) {
      this.#lanes.delete(oldest);
      return;
    }
  }

  async *#inventory(): AsyncGenerator<readonly HeldRecord[]> {
    const { bucket } = this.#open();
    let bytes = 0;
    for await (const list of bucket.list(heldLists())) bytes += list.bytes;
    yield* newestHeld(() => this.#held(), bytes / PASS_BYTES);
  }

  /** Every row: those of full parts by their lists, then those of the parts that are being filled up. */
  async *#held(): AsyncGenerator<HeldRecord> {
    const doors = this.#open();
    const filling: HeldRecord[] = [];
    // Before the lists: a part that is full by then is in both.
    for await (const { key } of doors.bucket.list(lanePointers())) {
      const lane = new Lane(laneOfPointer(key));
      await lane.refresh(doors);
      filling.push(...lane.lines.map(heldOfLine).filter((held) => held !== null));
    }
    for await (const { key } of doors.bucket.list(heldLists())) {
      const list = await doors.bucket.get(key);
      if (list !== null) yield* readHeldList(list.bytes);
    }
    yield* filling;
  }

  #cardSoon(): void {
    this.#isCardDue = true;
    this.#cardTimer ??= setTimeout(() => {
      this.#cardTimer = null;
      void this.#writeCardIfDue();
    }, CARD_MS);
  }

  async #writeCardIfDue(): Promise<void> {
    if (!this.#isCardDue || this.#doors === null) return;
    this.#isCardDue = false;
    try {
      await writeCard(this.#store, this.#doors.bucket.until(this.#signal), this.#doors.format, this.#now());
    } catch {
      // The card tells of the data and is none: it waits for the next change. The batches tell of a bucket that fails.
      this.#isCardDue = true;
    }
  }

  #inShard<T>(shard: number, task: () => Promise<T>): Promise<T> {
    const done = (this.#shards.get(shard) ?? Promise.resolve()).then(task);
    // Whoever wrote hears of a failure; the next one goes on.
    this.#shards.set(
      shard,
      done.catch(() => undefined),
    );
    return done;
  }

  #open(): LaneDoors {
    if (this.#doors !== null) return this.#doors;
    throw new PublishError({ code: "E_STORE_CLOSED", what: "the store is not open", where: this.#store.id });
  }
}
