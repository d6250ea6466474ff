import type { ArticleStatus, CoolingCause, ListVerdict, SourceHealth, VisitRef } from "@caibian/schema";

/** What holds the tables. */
export type Engine = "pglite" | "postgres";

/** What a Source's known articles say of it. The last two hold its changes back until a person agrees or it clears. */
export type SourceState = "ok" | "broken" | "layout-changed";

/** What the caller of a Visit counted; kept as it is. */
export interface VisitSummary {
  /** `done`: every lead was dealt with; `stopped`: a limit or a signal ended it; `failed`: the error below did. */
  readonly outcome: "done" | "stopped" | "failed";
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  /** When it ended, ISO 8601: the Source's health is judged as of then. Default: now. */
  readonly at?: string | undefined;
}

/** What one Visit did, as the ledger counted it. */
export interface VisitReport {
  readonly visit: VisitRef;
  readonly reason: string;
  readonly outcome: "running" | "done" | "stopped" | "failed" | "interrupted";
  readonly endedAt: string | null;
  readonly counts: VisitCounts;
  readonly settlement: Settlement | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Counts of one Visit. */
export interface VisitCounts {
  readonly listsRead: number;
  readonly leadsFound: number;
  readonly pages: number;
  readonly published: number;
  readonly updated: number;
  readonly withdrawn: number;
  readonly unchanged: number;
  readonly quarantined: number;
  readonly refused: number;
  readonly held: number;
  readonly missingOnce: number;
  readonly failed: number;
  /** Looks at articles that were known before. */
  readonly rechecked: number;
}

/** How the changes to known articles that a Visit found were decided (the bad-night rule). */
export interface Settlement {
  readonly state: SourceState;
  readonly rechecked: number;
  readonly changed: number;
  readonly vanished: number;
  /** Revisions and withdrawals that went into the log. */
  readonly applied: number;
  /** Changes kept for a person. */
  readonly held: number;
  /** Log numbers given out, one per shard touched: where its deliveries may go up to. */
  readonly heads: readonly ShardHead[];
}

/** Highest log number of one shard. */
export interface ShardHead {
  readonly shard: number;
  readonly seq: number;
}

/** A change to a delivered article that waits for its Visit's end or for a person. */
export interface HeldChange {
  readonly articleId: string;
  readonly sourceId: string;
  readonly visitId: string;
  readonly kind: "update" | "withdraw";
  /** `pending`: decided at the end of its Visit; `kept`: waits for a person or a better night. */
  readonly state: "pending" | "kept";
  readonly url: string | null;
  readonly title: string;
  readonly reason: string;
  readonly at: string;
}

/** One article without its text. */
export interface ArticleRow {
  readonly id: string;
  readonly url: string | null;
  readonly canonicalUrl: string | null;
  readonly sourceId: string | null;
  readonly title: string;
  readonly status: ArticleStatus;
  readonly revision: number;
  readonly contentHash: string;
  readonly publishedAt: string | null;
  readonly firstSeenAt: string;
  readonly changedAt: string;
  readonly seq: number | null;
}

/** Which articles. Empty means all, newest first. */
export interface ArticleFilter {
  readonly source?: string | undefined;
  readonly status?: ArticleStatus | undefined;
  /** Changed at or after, ISO 8601. */
  readonly since?: string | undefined;
  /** Words in the title or URL. */
  readonly text?: string | undefined;
  /** Default 50, at most 1000. */
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Which current records. Empty means all. */
export interface RecordFilter {
  /** Of these Sources. */
  readonly sources?: readonly string[] | undefined;
  readonly status?: ArticleStatus | undefined;
  /** At or after, ISO 8601. */
  readonly since?: string | undefined;
  /** Before, ISO 8601. */
  readonly until?: string | undefined;
  /** Which time `since` and `until` speak of. Default `changed`. */
  readonly by?: "changed" | "published" | undefined;
}

/** A record as it is stored: the Article's JSON, or that of its withdrawal. */
export interface RecordRow {
  readonly id: string;
  readonly record: string;
}

/** Some records in the order of their ids. */
export interface RecordPage {
  readonly records: readonly RecordRow[];
  /** False when nothing follows. */
  readonly more: boolean;
}

/** One start list in a status report. */
export interface ListStatus {
  readonly url: string;
  readonly verdict: ListVerdict | null;
  readonly trouble: { readonly code: string; readonly message: string } | null;
  /** Last reading that went well. */
  readonly readAt: string | null;
  /** When its rhythm wants it read next; null: at the next tick. */
  readonly nextReadAt: string | null;
  /** When it last brought something new. */
  readonly newestAt: string | null;
}

/** One Source in a status report. */
export interface SourceStatus {
  readonly id: string;
  readonly name: string;
  /** False when the config no longer names it. */
  readonly active: boolean;
  readonly state: SourceHealth;
  readonly stateSince: string;
  /** Why it is not `ok`, in one line. */
  readonly cause: string | null;
  /** Its start lists, as far as they were ever asked for. */
  readonly lists: readonly ListStatus[];
  readonly leadsWaiting: number;
  readonly leadsFailed: number;
  readonly articles: Readonly<Record<ArticleStatus, number>>;
  readonly heldChanges: number;
  readonly lastVisit: VisitReport | null;
}

/** One Store in a status report. */
export interface StoreStatus {
  readonly id: string;
  readonly behind: number;
  readonly oldestMs: number;
  readonly deadLetters: number;
}

/** The ledger at a glance. */
export interface StatusReport {
  readonly v: 1;
  readonly at: string;
  readonly engine: Engine;
  readonly schemaVersion: number;
  readonly sources: readonly SourceStatus[];
  readonly articles: Readonly<Record<ArticleStatus, number>>;
  readonly refusedPages: number;
  /** Highest number of the article log; 0 when it is empty. */
  readonly logHead: number;
  readonly stores: readonly StoreStatus[];
  readonly leadsWaiting: number;
  readonly heldChanges: number;
  readonly deadLetters: number;
}

/** A page that no record could be made of. */
export interface RefusedPage {
  readonly url: string;
  readonly sourceId: string;
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/** A Revision in the history of an article. */
export interface RevisionRow {
  readonly revision: number;
  readonly contentHash: string;
  readonly status: ArticleStatus;
  readonly at: string;
}

/** How a host fares. */
export interface HostReport {
  readonly host: string;
  /** Why it is left alone, or was last; null since it answered well. */
  readonly cause: CoolingCause | null;
  readonly since: string | null;
  /** Until when it is left alone; null when it may be asked. */
  readonly until: string | null;
  /** Gap that is kept between two requests. */
  readonly gapMs: number;
  readonly latencyMs: number;
  /** Requests in a row that failed. */
  readonly failures: number;
  /** Day in Beijing that `used` requests were counted on. */
  readonly day: string;
  readonly used: number;
  readonly askedAt: string | null;
}

/** When a Source is visited next, and what a person said of it. Times are ISO 8601 with +08:00. */
export interface ScheduleState {
  readonly sourceId: string;
  /** Null: by hand only. */
  readonly cron: string | null;
  readonly timeZone: string | null;
  /** The planned run that was not made yet, before jitter; past while it waits. */
  readonly nextAt: string | null;
  /** When its last finished Visit began. */
  readonly ranAt: string | null;
  /** Since when it is not visited on schedule. */
  readonly pausedAt: string | null;
  /** Since when a person waits for a Visit. */
  readonly askedAt: string | null;
}
