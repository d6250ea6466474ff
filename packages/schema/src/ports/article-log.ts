import type { Article } from "../article.ts";
import type { DeadLetter, DeadLetterClass, Delivery } from "../delivery.ts";

/** How far a Store has taken one shard of the log. Up to `base` it takes only what is current (backfill). */
export interface Cursor {
  readonly storeId: string;
  readonly shard: number;
  readonly seq: number;
  readonly base: number;
}

/** What is known of the tries at one place of the log; it outlives the process that tried. */
export interface Tries {
  /** Tries begun here that moved nothing, the present one among them. */
  readonly attempts: number;
  /** How many of them ended with the Store's failure. The rest ended with their process. */
  readonly failures: number;
  /** The Store took something in another shard since the last try began. */
  readonly othersMoved: boolean;
}

/** A cursor that a worker is about to move. */
export interface Claim extends Cursor, Tries {}

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
  /** Rows not yet taken. Exact up to some hundreds a shard; beyond that told from the log's numbers. */
  readonly behind: number;
  /** Of those, rows of the log itself: not the current articles that a new Store begins with. */
  readonly news?: number;
  /** Age of the oldest of them, in milliseconds. */
  readonly oldestMs: number;
  /** Since the Store last took something, in milliseconds, whichever process brought it; absent where not known. */
  readonly movedMs?: number;
  readonly deadLetters: number;
}

/** A record that a Store refused, to be kept beside the cursor's step. */
export interface NewDeadLetter {
  readonly seq: number;
  readonly articleId: string;
  readonly revision: number;
  readonly op: Delivery["op"];
  /** Default `bad-record`. */
  readonly class?: DeadLetterClass;
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
  /**
   * The cursor, with a try counted at its place; made on first use as by `cursor`. Null when nothing waits there.
   * The try is over when the cursor moves, or with `endTry`; a process that dies in between leaves it counted.
   */
  claim(storeId: string, shard: number): Promise<Claim | null>;
  /** Ends a try that moved nothing: `failed` it counts on, `void` it was none of the record's fault. */
  endTry(claim: Cursor, as: "failed" | "void"): Promise<void>;
  read(read: LogRead): Promise<LogRange>;
  /**
   * Moves the cursor from where it was to `upTo` and keeps the dead letters, in one transaction.
   * Answers false, changing nothing, when the cursor is no longer at `from.seq`: another worker moved it.
   * With `goesOn` a try begins at the new place. `took` (default true): the Store took something of it; without, other
   * shards do not learn from the move that it takes things.
   */
  advance(
    from: Cursor,
    upTo: number,
    deadLetters: readonly NewDeadLetter[],
    goesOn?: boolean,
    took?: boolean,
  ): Promise<boolean>;
  /** What the log told of each article before this Revision of it, in order. Ask for few: they are whole records. */
  earlier?(revisions: readonly RevisionKey[]): Promise<readonly EarlierRevision[]>;
  /** Shards where the Store has work waiting. */
  behind(storeId: string): Promise<readonly number[]>;
  lag(storeIds: readonly string[]): Promise<readonly StoreLag[]>;
  /** A page of dead letters, oldest first. */
  deadLetters(filter: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /** The Delivery behind a dead letter, at the article's current revision; null when it is no more. */
  deadDelivery(id: number): Promise<Delivery | null>;
  /** Marks dead letters to be sent again by the process that delivers. Answers how many. */
  askReplay(ids: readonly number[]): Promise<number>;
  /**
   * Dead letters that a person asked to send again, oldest first, after this number; a page. They stay asked for until
   * sent or cleared.
   */
  askedReplays(after?: number): Promise<readonly number[]>;
  /**
   * Takes dead letters for one process that sends them again; answers those that are now its own. Others get them when
   * it releases them, or when the time is over: a process that dies holds nothing up for long.
   */
  claimLetters(ids: readonly number[], claim: LetterClaim): Promise<readonly number[]>;
  /** Gives back what is left of this holder's claims. */
  releaseLetters(ids: readonly number[], holder: string): Promise<void>;
  /** Takes the mark off: the Store refused them once more. */
  clearAsked(ids: readonly number[]): Promise<void>;
  dropDeadLetters(ids: readonly number[]): Promise<number>;
}

/** Who sends dead letters again, and for how long they are nobody else's. */
export interface LetterClaim {
  /** A name of its own for each run. */
  readonly holder: string;
  readonly leaseMs: number;
  /** Only those that are asked for now: another process may have dealt with them since they were listed. */
  readonly onlyAsked: boolean;
}

/** Which dead letters. Empty means all, oldest first, a page at a time. */
export interface DeadLetterFilter {
  readonly storeId?: string;
  readonly articleId?: string;
  /** Only of articles of this Source. */
  readonly sourceId?: string;
  readonly class?: DeadLetterClass;
  /** Only with these words in the reason. */
  readonly reason?: string;
  /** Only refused at or after, ISO 8601. */
  readonly since?: string;
  /** Only refused before, ISO 8601. */
  readonly until?: string;
  readonly ids?: readonly number[];
  /** Only after this number: where the page before ended. */
  readonly after?: number;
  /** Default and at most 1000; with `withRecord` at most 100. */
  readonly limit?: number;
  /** With the records, at the revision that was refused. Default false. */
  readonly withRecord?: boolean;
}
