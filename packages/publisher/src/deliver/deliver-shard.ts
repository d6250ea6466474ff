import { setTimeout as sleep } from "node:timers/promises";

import type { JobOutcome, LogRange } from "@caibian/schema";

import { historyCourse, logCourse, type Course, type Place, type ReadBounds } from "./course.ts";
import { hasCrashed } from "./give-up.ts";
import { Pace } from "./pace.ts";
import { ShardTurn } from "./shard-turn.ts";
import type { DeliverDoors, Shop } from "./shop.ts";
import { takeBatch, type Progress } from "./take-batch.ts";

/** How a shard may be told to stop. */
export interface StopSignals {
  /** Stop after the batch at hand. */
  readonly stop: AbortSignal;
  /** Break off what is being written. */
  readonly abort: AbortSignal;
}

/** What following a course came to: there was nothing, or something was taken, or the rest is for a later job. */
type Followed = "nothing" | "something" | JobOutcome;

const DONE: JobOutcome = { kind: "done" };
const AT_ONCE: JobOutcome = { kind: "again", afterMs: 0 };
/** How long a job waits that finds another one of this process at its shard. */
const SECOND_MS = 500;
/** How long a place waits at which processes died, in milliseconds: the other shards come first. */
const CRASHED_MS = 2_000;

/**
 * Takes one shard to one Store until nothing is left or the Store wants time: the log first; then, batch by batch and
 * with a look at the log after each, what is left of a backfill. A place moves only after the Store's write is durable:
 * a crash in between brings the same batch again.
 */
export async function deliverShard(
  shop: Shop,
  shard: number,
  doors: DeliverDoors,
  signals: StopSignals,
): Promise<JobOutcome> {
  // A queue that was wiped, or lost the first job's lock, sends a second one after it: it would write the same batch.
  if (shop.running.has(shard)) return { kind: "again", afterMs: SECOND_MS };
  shop.running.add(shard);
  try {
    return await deliverAlone(shop, shard, doors, signals);
  } finally {
    shop.running.delete(shard);
  }
}

async function deliverAlone(shop: Shop, shard: number, doors: DeliverDoors, signals: StopSignals): Promise<JobOutcome> {
  const turn = new ShardTurn(shop.turns);
  const run = new ShardRun(shop, shard, doors, signals, turn);
  const log = logCourse(doors.log, shop.id, shard);
  const history = doors.history === undefined ? null : historyCourse(doors.history, shop.id, shard);
  await turn.begin();
  let waitMs = 0;
  try {
    waitMs = shop.breaker.admit();
    if (waitMs > 0) return { kind: "again", afterMs: waitMs };
    for (;;) {
      const news = await run.follow(log, Number.POSITIVE_INFINITY);
      if (typeof news === "object") return news;
      const past = history === null ? "nothing" : await run.follow(history, 1);
      if (typeof past === "object") return past;
      if (past === "nothing") return DONE;
    }
  } finally {
    // Whoever was not let through is not the probe.
    if (waitMs === 0) shop.breaker.leave();
    turn.end();
  }
}

/** One job's way along its courses. */
class ShardRun {
  readonly #shop: Shop;
  readonly #shard: number;
  readonly #doors: DeliverDoors;
  readonly #signals: StopSignals;
  readonly #turn: ShardTurn;

  constructor(shop: Shop, shard: number, doors: DeliverDoors, signals: StopSignals, turn: ShardTurn) {
    this.#shop = shop;
    this.#shard = shard;
    this.#doors = doors;
    this.#signals = signals;
    this.#turn = turn;
  }

  /** Follows a course for at most so many batches. */
  async follow<P extends Place>(course: Course<P>, most: number): Promise<Followed> {
    for (let batches = 0; ;) {
      if (this.#signals.stop.aborted) return AT_ONCE;
      const place = await this.#claim(course);
      if (place === null) return batches === 0 ? "nothing" : "something";
      const { ended, taken } = await this.#followFrom(course, place, most - batches);
      if (ended !== null) return ended;
      batches += taken;
      // Another shard's turn; when ours comes again, the course is asked anew.
      await this.#turn.renew();
    }
  }

  /** Claims a place. One at which processes died waits first, unclaimed: a death while it waits is not its own. */
  async #claim<P extends Place>(course: Course<P>): Promise<P | null> {
    const place = await course.claim();
    if (place === null || !hasCrashed(place)) return place;
    await course.endTry(place, "void");
    await pause(CRASHED_MS, this.#signals.stop);
    const again = await course.claim();
    return again?.seq === place.seq ? { ...again, othersMoved: place.othersMoved || again.othersMoved } : again;
  }

  /** Follows it from a place on; `ended` is null when another shard should have its turn. */
  async #followFrom<P extends Place>(
    course: Course<P>,
    from: P,
    most: number,
  ): Promise<{ readonly ended: Followed | null; readonly taken: number }> {
    const { stop, abort } = this.#signals;
    const pace = new Pace(this.#shop, from);
    let place = from;
    try {
      let range = await course.read(place, pace.bounds);
      for (let taken = 1; ; taken++) {
        if (range.upTo <= place.seq) {
          await course.endTry(place, "void");
          return { ended: "something", taken };
        }
        // The next one is read while the Store writes.
        const next = { ...place, seq: range.upTo, attempts: 1, failures: 0, othersMoved: false };
        const ahead = range.more && taken < most ? readAhead(course, next, pace.after(range)) : null;
        const progress: Progress = await takeBatch(this.#shop, course, place, range, this.#doors, abort);
        const goesOn = ahead !== null && progress.waitMs === null && !stop.aborted && !this.#turn.isOver;
        if (!(await this.#move(course, place, progress, goesOn))) return { ended: AT_ONCE, taken };
        if (progress.waitMs !== null) return { ended: { kind: "again", afterMs: progress.waitMs }, taken };
        if (stop.aborted) return { ended: AT_ONCE, taken };
        if (ahead === null) return { ended: "something", taken };
        if (!goesOn) return { ended: null, taken };
        place = next;
        range = await ahead;
      }
    } catch (error) {
      // The ledger failed, and no record is to blame. If it cannot be told so either, the error says why.
      await course.endTry(place, "void").catch(() => undefined);
      throw error;
    }
  }

  /** Keeps what came of a batch. False when another worker has moved the place meanwhile. */
  async #move<P extends Place>(course: Course<P>, place: P, progress: Progress, goesOn: boolean): Promise<boolean> {
    if (progress.upTo <= place.seq) {
      await course.endTry(place, progress.endsAs);
      return true;
    }
    if (!(await course.advance(place, progress, goesOn))) return false;
    const at = { storeId: this.#shop.id, shard: this.#shard };
    for (const { seq, articleId, reason } of progress.deadLetters) {
      this.#doors.report({ kind: "dead-letter", ...at, seq, articleId, reason });
    }
    const { count, upTo, skipped = 0 } = progress;
    this.#doors.report({ kind: "advanced", ...at, count, upTo, skipped });
    return true;
  }
}

function readAhead<P extends Place>(course: Course<P>, place: P, bounds: ReadBounds): Promise<LogRange> {
  const ahead = course.read(place, bounds);
  // Told when its turn comes, which it may never.
  ahead.catch(() => undefined);
  return ahead;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  // Waking early is no failure.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
