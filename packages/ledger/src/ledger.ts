import type {
  Article,
  ArticleLog,
  CurrentArticles,
  Frontier,
  HealthChange,
  HistoryLog,
  HostBook,
  ReprintBook,
  Source,
  SqlPool,
  VisitRef,
  WarcPosition,
} from "@caibian/schema";

import type { AdoptedPage } from "./adopt/adopt.ts";
import type { CommitEffect, PageOutcome } from "./commit/outcome.ts";
import type { Lease } from "./lease/leases.ts";
import type { StoredMemory } from "./memory/site-memories.ts";
import type { PgPoolLike } from "./pool/pg-pool.ts";
import type {
  ArticleFilter,
  ArticleRow,
  Engine,
  HeldChange,
  HostReport,
  RecordFilter,
  RecordPage,
  RefusedPage,
  RevisionRow,
  ScheduleState,
  Settlement,
  StatusReport,
  VisitReport,
  VisitSummary,
} from "./reports.ts";
import type { PutReport } from "./put/put-articles.ts";
import type { PruneBatch, PrunePlace, PruneRules } from "./retain/prune-rules.ts";
import type { Reading, Revised } from "./revise/revise.ts";
import type { ScheduleBook, ScheduleWish } from "./schedule/schedule-book.ts";
import type { ArticleSelection } from "./revise/select-articles.ts";
import type { StoreReport, StoreTrouble } from "./store/store-reports.ts";
import type { ArticleSelector, AuditEntry, Order, Reinstated, SelectedArticle, Withdrawn } from "./withdraw/orders.ts";

/** What may be asked beside a running owner, through its socket. */
export interface LedgerDesk {
  status(): Promise<StatusReport>;
  articles(filter?: ArticleFilter): Promise<readonly ArticleRow[]>;
  /** The Article at a revision (default: its current one); null when there is none. */
  article(id: string, revision?: number): Promise<Article | null>;
  revisions(id: string): Promise<readonly RevisionRow[]>;
  /** Current records after an id (`""`: from the first on), in the order of their ids, as many as a page takes. */
  records(filter: RecordFilter, after: string): Promise<RecordPage>;
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
  /** How Stores are, as the processes say that deliver, and what they refused, in the order asked for. */
  storeReports(storeIds: readonly string[]): Promise<readonly StoreReport[]>;
  /** Forgets a Store that the config no longer names: its cursors, dead letters and backfill. */
  forgetStore(storeId: string): Promise<void>;
  /** Articles that a person means, in the order of their ids, after one; at most 1000 at a time. */
  select(
    selector: ArticleSelector,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly SelectedArticle[]>;
  /** Takes articles down by hand; with `erase` no earlier text of them is left, here or in any Store. */
  withdraw(ids: readonly string[], order: Order & { readonly erase: boolean }): Promise<Withdrawn>;
  /** Brings back what a person took down and nobody erased. */
  reinstate(ids: readonly string[], order: Order): Promise<Reinstated>;
  /** Where the raw pages of articles lie in the archive, every look and every part. At most 1000 articles at a time. */
  rawPagesOf(articleIds: readonly string[]): Promise<readonly WarcPosition[]>;
  /** Notes that raw pages of articles are erased; the pages of those that were taken down are not asked for again. */
  rawErased(articleIds: readonly string[], erased: readonly WarcPosition[], order: Order): Promise<void>;
  /** What people had done to articles, newest first. Default 50, at most 1000. */
  audit(limit?: number): Promise<readonly AuditEntry[]>;
  /** When each Source is visited next, what is paused, what is asked for. */
  schedules(): Promise<readonly ScheduleState[]>;
  /** Keeps a person's word on Sources: whoever serves heeds it. Answers how many of them the ledger knows. */
  wish(wish: ScheduleWish, sourceIds: readonly string[]): Promise<number>;
  /**
   * Removes a batch of what the rules do not keep, in one short transaction; `place` is the last answer's `next`, and
   * null at the beginning. What is current, what a Store has not taken, and what a new one is filled with stays.
   */
  prune(rules: PruneRules, place: PrunePlace | null, isDry?: boolean): Promise<PruneBatch>;
  /**
   * Forgets, for some of the looks after one, that their raw pages lie in these files of the archive, which are about to
   * go. Answers where to go on, null at the end; begins with null.
   */
  forgetFiles(files: readonly string[], after: string | null): Promise<string | null>;
}

/** The durable memory: one object over PGlite or PostgreSQL. */
export interface Ledger extends LedgerDesk {
  readonly engine: Engine;
  /**
   * `owner`: the tables are open here. `visitor`: another process has the folder, and its socket answers the
   * desk's methods, `log`, `history` and `current`; `frontier`, `hosts`, `reprints`, `commit`, the Visit methods and `sqlPool` throw `LedgerBusyError`.
   */
  readonly role: "owner" | "visitor";
  readonly frontier: Frontier;
  readonly log: ArticleLog;
  /** What is sent to Stores beside the log. */
  readonly history: HistoryLog;
  /** What Stores ought to hold. */
  readonly current: CurrentArticles;
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
  /**
   * Commits records that came without a Page, for those who use the ledger without the scraper. The Source must be known
   * (`addSources`).
   */
  put(sourceId: string, records: readonly Article[]): Promise<PutReport>;
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
  /** Leave to keep the schedules; null while another process has it. */
  leaseSchedules(): Promise<Lease | null>;
  /** Leave to prune; null while another process has it. */
  leasePruning(): Promise<Lease | null>;
  /** Planned runs, pauses and wishes. */
  readonly plans: ScheduleBook;
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
  /** Keeps what is wrong with a Store, for `storeReports`; null: nothing any more. */
  noteStore(storeId: string, trouble: StoreTrouble | null): Promise<void>;
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
