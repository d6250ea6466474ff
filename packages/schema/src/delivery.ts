import type { Article } from "./article.ts";

/** What a row of the article log says happened. */
export type DeliveryOp = "publish" | "update" | "withdraw";

/** One Revision bound for one Store. `article` is null for a withdrawal, which carries no text. */
export interface Delivery {
  readonly v: 1;
  /** Number in the article log: commit order, rising within a shard. */
  readonly seq: number;
  readonly articleId: string;
  readonly revision: number;
  readonly op: DeliveryOp;
  readonly article: Article | null;
  /** The article's URL, also on a withdrawal. */
  readonly url: string | null;
  /** When the row was committed, ISO 8601 with +08:00. */
  readonly at: string;
  /**
   * What a Store is to hold, as JSON text, where it is at hand: `article` in the Store's shape. Absent: it is made of
   * `article`. Whoever changes `article` leaves it out or makes it anew.
   */
  readonly record?: string;
  /** With `withdraw`: a takedown. Earlier text must go as well, also out of files that are only appended to. */
  readonly erase?: boolean;
}

/** What a Store did with one Delivery. */
export interface Receipt {
  readonly seq: number;
  /**
   * `stored`; `stale`: an equal or newer revision was there; `skipped`: the Store's selection leaves it out;
   * `rejected`: never will be; `retry`: not now.
   */
  readonly outcome: "stored" | "stale" | "skipped" | "rejected" | "retry";
  readonly reason?: string;
  /** With `retry`: wait this long, in milliseconds. */
  readonly afterMs?: number;
}

/** What a Store says that it holds of one article. */
export interface HeldRecord {
  readonly articleId: string;
  readonly revision: number;
  readonly status: string;
  /** The Article's content hash, where the Store keeps it; null for a withdrawal. */
  readonly contentHash: string | null;
  /** What the adapter's `digestOf` is compared with: made of what is held. Absent where an inventory does not read it. */
  readonly digest?: string | null;
}

/**
 * Why a record is a dead letter (死信): `bad-record`, the Store will never take it; `transient`, it failed again and
 * again while others went through; `crash`, the process ended each time it was written.
 */
export type DeadLetterClass = "bad-record" | "transient" | "crash";

/** Every class of dead letters. */
export const DEAD_LETTER_CLASSES: readonly DeadLetterClass[] = ["bad-record", "transient", "crash"];

/** A Delivery that a Store refused for good. */
export interface DeadLetter {
  readonly id: number;
  readonly storeId: string;
  readonly seq: number;
  readonly articleId: string;
  readonly revision: number;
  readonly op: DeliveryOp;
  readonly class: DeadLetterClass;
  readonly reason: string;
  readonly attempts: number;
  readonly at: string;
  /** Where it was asked for: the record as JSON text, at its revision; null when the ledger keeps it no more. */
  readonly record?: string | null;
}
