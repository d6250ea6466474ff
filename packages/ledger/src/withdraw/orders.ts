import type { ArticleStatus } from "@caibian/schema";

import type { ShardHead } from "../reports.ts";

/** Which articles a person means. Each list may be empty; what any of them names is meant. */
export interface ArticleSelector {
  readonly ids?: readonly string[] | undefined;
  /** By any spelling that is the same page to us (m. twins, http and https, tracking parameters). */
  readonly urls?: readonly string[] | undefined;
  /** Of articles' URLs, as `URL.hostname`. */
  readonly hosts?: readonly string[] | undefined;
  /** Groups of reprints, by the group's id or that of one of its articles. */
  readonly clusters?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
}

/** An article that a selector means. */
export interface SelectedArticle {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  readonly status: ArticleStatus;
  /** Taken down by a person: its page does not bring it back. */
  readonly isTakenDown: boolean;
  /** Nothing of its text is left in the ledger. */
  readonly isErased: boolean;
}

/** What a person wants done, and what is kept of it in the audit. */
export interface Order {
  /** Who wants it. */
  readonly actor: string;
  readonly reason: string | null;
  /** What was asked for, kept as it is. */
  readonly selector: ArticleSelector;
}

/** What a withdrawal came to. */
export interface Withdrawn {
  /** Articles that Stores are now told to take back. */
  readonly withdrawn: number;
  /** Articles whose text the ledger no longer has. */
  readonly erased: number;
  /** Articles that had been withdrawn (and erased, where that was asked for) before. */
  readonly unchanged: number;
  /** Where deliveries may go up to. */
  readonly heads: readonly ShardHead[];
}

/** What bringing articles back came to. */
export interface Reinstated {
  readonly reinstated: number;
  /** Their text was erased, or they were never taken down by a person. */
  readonly left: readonly string[];
  readonly heads: readonly ShardHead[];
}

/** One line of the audit. */
export interface AuditEntry {
  readonly id: number;
  /** ISO 8601 with +08:00. */
  readonly at: string;
  readonly actor: string;
  readonly action: "withdraw" | "erase" | "reinstate" | "erase-raw";
  readonly reason: string | null;
  readonly selector: ArticleSelector;
  readonly articleIds: readonly string[];
  readonly outcome: string;
}
