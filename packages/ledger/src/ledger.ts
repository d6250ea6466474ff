import type {
  Article,
  ArticleLog,
  ArticleStatus,
  CoolingCause,
  Frontier,
  HealthChange,
  HostBook,
  ListVerdict,
  ReprintBook,
  Source,
  SourceHealth,
  SqlPool,
  VisitRef,
} from "@caibian/schema";

import type { AdoptedPage } from "./adopt/adopt.ts";
import type { CommitEffect, PageOutcome } from "./commit/outcome.ts";
import type { Lease } from "./lease/leases.ts";
import type { StoredMemory } from "./memory/site-memories.ts";
import type { PgPoolLike } from "./pool/pg-pool.ts";
import type { Reading, Revised } from "./revise/revise.ts";
import type { ArticleSelection } from "./revise/select-articles.ts";

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

/** What holds the tables. */
export type Engine = "pglite" | "postgres";

/** What may be asked beside a running owner, through its socket. */
export interface LedgerDesk {
  status(): Promise<StatusReport>;
  articles(filter?: ArticleFilter): Promise<readonly ArticleRow[]>;
  /** The Article at a revision (default: its current one); null when there is none. */
  article(id: string, revision?: number): Promise<Article | null>;
  revisions(id: string): Promise<readonly RevisionRow[]>;
  visits(sourceId: string, limit?: number): Promise<readonly VisitReport[]>;
  heldChanges(sourceId?: string): Promise<readonly HeldChange[]>;
  /** A person agrees: the Source's kept changes go into the log and it is `ok` again. */
  releaseHeld(sourceId: string): Promise<Settlement>;
  /** A person refuses them: they are forgotten and the Source is `ok` again. Answers how many. */
  dropHeld(sourceId: string): Promise<number>;
  /** The newest changes of how Sources are, newest first. Default 50, at most 1000. */
  healthChanges(filter?: { readonly source?: string; readonly limit?: number }): Promise<readonly HealthChange[]>;
  refusedPages(filter?: { readonly source?: string; readonly limit?: number }): Promise<readonly RefusedPage[]>;
  /** Hosts, those that are left alone first. Default at most 100. */
  hostStates(filter?: { readonly host?: string; readonly limit?: number }): Promise<readonly HostReport[]>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Every Store that has a cursor. */
  storeIds(): Promise<readonly string[]>;
  /** Sends a Store back to the start: the current articles again, then the log. */
  backfill(storeId: string): Promise<void>;
  /** Forgets a Store that the config no longer names: its cursors and dead letters. */
  forgetStore(storeId: string): Promise<void>;
  /** Takes an article down by hand; null when there is no such article or it is withdrawn already. */
  withdraw(articleId: string): Promise<ShardHead | null>;
}

/** The durable memory: one object over PGlite or PostgreSQL. */
export interface Ledger extends LedgerDesk {
  readonly engine: Engine;
  /**
   * `owner`: the tables are open here. `visitor`: another process has the folder, and its socket answers the
   * desk's methods and `log`; `frontier`, `hosts`, `reprints`, `commit`, the Visit methods and `sqlPool` throw `LedgerBusyError`.
   */
  readonly role: "owner" | "visitor";
  readonly frontier: Frontier;
  readonly log: ArticleLog;
  /** Which articles are copies of one story. */
  readonly reprints: ReprintBook;
  /** Makes the known Sources exactly these; others stay, inactive. */
  syncSources(sources: readonly Source[]): Promise<void>;
  /** Makes Sources known that are not; those that are stay as they were synced. */
  addSources(sources: readonly Source[]): Promise<void>;
  /** Opens a Visit; one of this Source that a dead process left open is closed as interrupted. */
  beginVisit(
    sourceId: string,
    options: { readonly recheckAll: boolean; readonly reason: "schedule" | "hand" | "import" },
  ): Promise<VisitRef>;
  /** Writes a batch of outcomes in one transaction; one effect per outcome, in order. */
  commit(visit: VisitRef, outcomes: readonly PageOutcome[]): Promise<readonly CommitEffect[]>;
  /** When each URL's page was last looked at under a Source; null where nothing came of it yet. */
  lastLooks(sourceId: string, urls: readonly string[]): Promise<readonly (string | null)[]>;
  /**
   * Commits Pages that came out of an archive file; one effect per page, in order. One that is as old as our last look,
   * or older, changes nothing. A batch holds a URL once.
   */
  adopt(visit: VisitRef, pages: readonly AdoptedPage[]): Promise<readonly CommitEffect[]>;
  /** How many articles a reparse would read: delivered or doubted ones, none that is gone or taken down. */
  countSelected(selection: ArticleSelection): Promise<number>;
  /** Their current records after an id, in the order of their ids. */
  readSelected(
    selection: ArticleSelection,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly Article[]>;
  /** Makes what raw pages read as now into Revisions, in one transaction. No Visit, and no bad night. */
  revise(readings: readonly Reading[]): Promise<Revised>;
  /** Which hosts may be asked, and what is remembered of them. */
  readonly hosts: HostBook;
  /** Leave to visit a Source; null while another Visit of it runs, in whatever process. */
  leaseSource(sourceId: string): Promise<Lease | null>;
  /**
   * Decides the changes that the Visit held. `endVisit` does it too; twice does no harm. `isRedesigned`: most of its
   * pages did not look like the site that was learnt, so that its word is not taken whatever the rechecks say.
   */
  settle(visit: VisitRef, signs?: { readonly isRedesigned: boolean }): Promise<Settlement>;
  /** What was learnt of a site's pages; null before anything was. The caller says what a site is. */
  siteMemory(site: string): Promise<StoredMemory | null>;
  /** Keeps what was learnt from version `before` on; false when another Visit kept something since. */
  keepSiteMemory(site: string, before: string | null, memory: string): Promise<boolean>;
  /**
   * Tells the changes of Sources' health that no process told yet; answers how many. Each is told once, but for a
   * process that dies while it tells: the next one tells it again, with the same id.
   */
  announceHealth(tell: (change: HealthChange) => void): Promise<number>;
  endVisit(visit: VisitRef, summary: VisitSummary): Promise<VisitReport>;
  /** A `pg.Pool`-shaped door to the same database, for the queue. The ledger's `close` ends it. */
  sqlPool(options?: SqlPoolOptions): PgPoolLike & SqlPool;
  close(): Promise<void>;
}

/** How the queue's pool is to be. */
export interface SqlPoolOptions {
  /** Schema that unqualified names mean. Default `bullmq`. On PGlite it shares one session with the ledger's. */
  readonly schema?: string;
  /** Most connections (PostgreSQL). Default 10. */
  readonly max?: number;
}

/** How to open a ledger. */
export interface LedgerOptions {
  /** Folder of an embedded ledger, or a `postgres://` URL. */
  readonly location: string;
  /** `owner` (default) must have the folder; `visitor` is content with the owner's socket. */
  readonly role?: "owner" | "visitor";
  /** Told what a person may want to know. Default: silent. */
  readonly log?: (text: string) => void;
}
