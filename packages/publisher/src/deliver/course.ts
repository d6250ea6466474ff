import type { ArticleLog, HistoryLog, LogRange, NewDeadLetter, Tries, WriteContext } from "@caibian/schema";

/** Where a shard of a Store stands, and what was tried there. */
export interface Place extends Tries {
  readonly shard: number;
  readonly seq: number;
}

/** How much to read. */
export interface ReadBounds {
  readonly limit: number;
  readonly maxBytes: number;
}

/** A row of Deliveries for one shard of a Store, with a place in it that moves: the log, or a run of history. */
export interface Course<P extends Place> {
  /** Null when nothing waits. */
  claim(): Promise<P | null>;
  read(place: P, bounds: ReadBounds): Promise<LogRange>;
  /** False when the place is no longer there. `goesOn`: the next batch is written at once. */
  advance(from: P, step: Step, goesOn: boolean): Promise<boolean>;
  endTry(place: P, as: "failed" | "void"): Promise<void>;
  /** What an adapter is told of its Deliveries. */
  context(place: P): Omit<WriteContext, "signal">;
}

/** A move of a place. */
export interface Step {
  readonly upTo: number;
  /** Deliveries that were dealt with. */
  readonly count: number;
  readonly deadLetters: readonly NewDeadLetter[];
  /** The Store took something of it: it is up. */
  readonly took: boolean;
}

type LogPlace = NonNullable<Awaited<ReturnType<ArticleLog["claim"]>>>;
type HistoryPlace = NonNullable<Awaited<ReturnType<HistoryLog["claimHistory"]>>>;

/** The article log from the Store's cursor on. */
export function logCourse(log: ArticleLog, storeId: string, shard: number): Course<LogPlace> {
  return {
    claim: () => log.claim(storeId, shard),
    read: (cursor, bounds) => log.read({ cursor, ...bounds }),
    advance: (from, { upTo, deadLetters, took }, goesOn) => log.advance(from, upTo, deadLetters, goesOn, took),
    endTry: (place, as) => log.endTry(place, as),
    context: () => ({ replay: false }),
  };
}

/** What is left of the Store's backfill. */
export function historyCourse(history: HistoryLog, storeId: string, shard: number): Course<HistoryPlace> {
  return {
    claim: () => history.claimHistory(storeId, shard),
    read: (cursor, bounds) => history.readHistory({ cursor, ...bounds }),
    advance: (from, { upTo, count, deadLetters, took }) => history.advanceHistory(from, upTo, count, deadLetters, took),
    endTry: (place, as) => history.endHistoryTry(place, as),
    context: ({ runId }) => ({ replay: false, backfill: runId }),
  };
}
