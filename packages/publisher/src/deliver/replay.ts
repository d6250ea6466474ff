import { randomUUID } from "node:crypto";

import type { ArticleLog, DeadLetter, DeadLetterFilter } from "@caibian/schema";

import { letterPages } from "./letter-pages.ts";
import { sendLetter, type LetterFate } from "./send-letter.ts";
import type { Shop } from "./shop.ts";

/** What became of dead letters that were sent again. */
export interface ReplayReport {
  /** Taken now, or superseded at the Store by something newer. */
  readonly delivered: number;
  /** No more: the article is gone from the ledger. */
  readonly gone: number;
  /** Refused once more; they stay, and are no longer asked for. */
  readonly refused: readonly { readonly id: number; readonly reason: string }[];
  /** Not tried, or not taken now: their Store failed or asked for time. */
  readonly waiting: readonly WaitingLetter[];
}

/** A dead letter that is still to be sent. `isElsewhere`: another process sends it. */
export interface WaitingLetter {
  readonly id: number;
  readonly reason: string;
  readonly isElsewhere: boolean;
}

/** What replaying needs. */
export interface ReplayDoors {
  readonly log: ArticleLog;
  readonly shops: ReadonlyMap<string, Shop>;
  readonly signal: AbortSignal;
}

/** Letters that a process takes at once. */
const CLAIMED = 20;
/** How long they are nobody else's, in milliseconds; after half of it the claim is prolonged, or the write broken off. */
const LEASE_MS = 240_000;

/** Sends the dead letters that a filter leaves again, at their articles' current revision. */
export async function replayLetters(doors: ReplayDoors, filter: DeadLetterFilter): Promise<ReplayReport> {
  const run = new ReplayRun(doors, false);
  for await (const page of letterPages(doors.log, filter)) await run.send(page);
  return run.report;
}

/** Sends those that a person asked for. */
export async function replayAskedLetters(doors: ReplayDoors): Promise<ReplayReport> {
  const run = new ReplayRun(doors, true);
  for (let after = 0; ;) {
    const ids = await doors.log.askedReplays(after);
    const last = ids.at(-1);
    if (last === undefined) return run.report;
    after = last;
    await run.send(await doors.log.deadLetters({ ids }));
  }
}

/** One pass over dead letters. A Store that fails keeps only its own waiting. */
class ReplayRun {
  readonly #doors: ReplayDoors;
  readonly #onlyAsked: boolean;
  readonly #holder = randomUUID();
  /** Stores that are not to be asked in this pass, and why. */
  readonly #closed = new Map<string, Omit<WaitingLetter, "id">>();
  #delivered = 0;
  #gone = 0;
  readonly #refused: { id: number; reason: string }[] = [];
  readonly #waiting: WaitingLetter[] = [];

  constructor(doors: ReplayDoors, onlyAsked: boolean) {
    this.#doors = doors;
    this.#onlyAsked = onlyAsked;
  }

  get report(): ReplayReport {
    return { delivered: this.#delivered, gone: this.#gone, refused: this.#refused, waiting: this.#waiting };
  }

  async send(letters: readonly DeadLetter[]): Promise<void> {
    let some: DeadLetter[] = [];
    for (const letter of letters) {
      if (this.#leavesOut(letter)) continue;
      some.push(letter);
      if (some.length < CLAIMED) continue;
      await this.#sendSome(some);
      some = [];
    }
    if (some.length > 0) await this.#sendSome(some);
  }

  /** Claims them, sends those that are free one by one, and gives back what is left. */
  async #sendSome(letters: readonly DeadLetter[]): Promise<void> {
    const { log, signal } = this.#doors;
    const ids = letters.map((letter) => letter.id);
    let mine = await this.#claim(ids);
    let claimedAt = performance.now();
    try {
      for (const [i, letter] of letters.entries()) {
        signal.throwIfAborted();
        if (this.#leavesOut(letter)) continue;
        if (performance.now() - claimedAt > LEASE_MS / 2) {
          mine = await this.#claim(ids.slice(i));
          claimedAt = performance.now();
        }
        if (mine.has(letter.id)) await this.#sendOne(letter);
        else this.#waiting.push({ id: letter.id, reason: "another process sends it", isElsewhere: true });
      }
    } finally {
      await log.releaseLetters(ids, this.#holder);
    }
  }

  async #sendOne(letter: DeadLetter): Promise<void> {
    const { log, shops, signal } = this.#doors;
    const { id, storeId } = letter;
    const shop = shops.get(storeId);
    if (shop === undefined) return;
    const fate: LetterFate = await sendLetter(shop, letter, { log, signal, mostMs: LEASE_MS / 2 });
    switch (fate.kind) {
      case "delivered":
      case "gone":
        if (fate.kind === "gone") this.#gone++;
        else this.#delivered++;
        await log.dropDeadLetters([id]);
        return;
      case "refused":
        this.#refused.push({ id, reason: fate.reason });
        await log.clearAsked([id]);
        return;
      case "waits": {
        const { reason, isElsewhere } = fate;
        if (fate.isStores) this.#closed.set(storeId, { reason, isElsewhere });
        this.#waiting.push({ id, reason, isElsewhere });
        // The mark of one that had ended a process was taken off before the try, which did not.
        if (letter.class === "crash" && this.#onlyAsked) await log.askReplay([id]);
        return;
      }
      default:
        fate satisfies never;
    }
  }

  /** True for a letter whose Store is not to be asked; it is then told of. */
  #leavesOut({ id, storeId }: DeadLetter): boolean {
    const isKnown = this.#doors.shops.has(storeId);
    const closed = isKnown ? this.#closed.get(storeId) : NOT_CONFIGURED;
    if (closed !== undefined) this.#waiting.push({ id, ...closed });
    return closed !== undefined;
  }

  async #claim(ids: readonly number[]): Promise<ReadonlySet<number>> {
    const claim = { holder: this.#holder, leaseMs: LEASE_MS, onlyAsked: this.#onlyAsked };
    return new Set(await this.#doors.log.claimLetters(ids, claim));
  }
}

const NOT_CONFIGURED: Omit<WaitingLetter, "id"> = {
  reason: "its store is not configured: add the store again, or drop its dead letters",
  isElsewhere: false,
};
