import type { Article } from "../article.ts";
import type { DeadLetter, Delivery } from "../delivery.ts";

/** How far a Store has taken one shard of the log. Up to `base` it takes only what is current (backfill). */
export interface Cursor {
  readonly storeId: string;
  readonly shard: number;
  readonly seq: number;
  readonly base: number;
}

/** What to read: rows of the cursor's shard after it, bounded by count and by bytes of record text. */
export interface LogRead {
  readonly cursor: Cursor;
  readonly limit: number;
  readonly maxBytes: number;
}

/** A stretch of the log. `upTo` is where the cursor may go when all of it is dealt with. */
export interface LogRange {
  readonly deliveries: readonly Delivery[];
  readonly upTo: number;
  /** False when the shard has nothing after `upTo`. */
  readonly more: boolean;
}

/** How far behind a Store is. */
export interface StoreLag {
  readonly storeId: string;
  /** Log rows not yet taken. */
  readonly behind: number;
  /** Age of the oldest of them, in milliseconds. */
  readonly oldestMs: number;
  readonly deadLetters: number;
}

/** A record that a Store refused, to be kept beside the cursor's step. */
export interface NewDeadLetter {
  readonly seq: number;
  readonly articleId: string;
  readonly revision: number;
  readonly op: Delivery["op"];
  readonly reason: string;
  readonly attempts: number;
}

/** A Revision of an article. */
export interface RevisionKey {
  readonly articleId: string;
  readonly revision: number;
}

/** What an article was before a Revision. `unknown`: that record is not there, or no more. */
export type EarlierRevision =
  | { readonly kind: "article"; readonly article: Article }
  | { readonly kind: "withdrawn" }
  | { readonly kind: "unknown" };

/** The publisher's view of the ledger: an append-only log and one cursor per (Store, shard). */
export interface ArticleLog {
  /** The cursor, made on first use: it then starts with the current articles. */
  cursor(storeId: string, shard: number): Promise<Cursor>;
  read(read: LogRead): Promise<LogRange>;
  /**
   * Moves the cursor from where it was to `upTo` and keeps the dead letters, in one transaction.
   * Answers false, changing nothing, when the cursor is no longer at `from.seq`: another worker moved it.
   */
  advance(from: Cursor, upTo: number, deadLetters: readonly NewDeadLetter[]): Promise<boolean>;
  /** What the log told of each article before this Revision of it, in order. Ask for few: they are whole records. */
  earlier?(revisions: readonly RevisionKey[]): Promise<readonly EarlierRevision[]>;
  /** Shards where the Store has work waiting. */
  behind(storeId: string): Promise<readonly number[]>;
  lag(storeIds: readonly string[]): Promise<readonly StoreLag[]>;
  deadLetters(filter: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /** The Delivery behind a dead letter, at the article's current revision; null when it is no more. */
  deadDelivery(id: number): Promise<Delivery | null>;
  /** Marks dead letters to be sent again by the process that delivers. Answers how many. */
  askReplay(ids: readonly number[]): Promise<number>;
  /** Dead letters that a person asked to send again, oldest first; they stay asked for until sent or cleared. */
  askedReplays(): Promise<readonly number[]>;
  /** Takes the mark off: the Store refused them once more. */
  clearAsked(ids: readonly number[]): Promise<void>;
  dropDeadLetters(ids: readonly number[]): Promise<number>;
}

/** Which dead letters. Empty means all, oldest first. */
export interface DeadLetterFilter {
  readonly storeId?: string;
  readonly articleId?: string;
  readonly ids?: readonly number[];
  readonly limit?: number;
}
