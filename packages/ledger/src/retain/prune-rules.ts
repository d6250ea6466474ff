/** What may go. Times are ISO 8601; what is older may go, unless it is needed. */
export interface PruneRules {
  /** Stores of the config: what one of them has not taken yet stays in the log. */
  readonly storeIds: readonly string[];
  readonly logBefore: string;
  readonly revisionsBefore: string;
  /** So many Revisions of an article stay, however old. At least 1. */
  readonly lastRevisions: number;
  readonly historyBefore: string;
}

/** What is pruned, in this order. */
export const PRUNED = ["log", "revisions", "pages", "visits", "refusals", "health", "dead-letters"] as const;

/** A kind of row that is pruned. */
export type Pruned = (typeof PRUNED)[number];

/** Where pruning goes on. */
export interface PrunePlace {
  readonly kind: Pruned;
  /** The last key that was looked at; empty at the beginning. */
  readonly after: string;
}

/** What one short transaction did. */
export interface PruneBatch {
  readonly kind: Pruned;
  /** Rows removed; with `isDry`, that would be. */
  readonly removed: number;
  /** Null: nothing is left to look at. */
  readonly next: PrunePlace | null;
}
