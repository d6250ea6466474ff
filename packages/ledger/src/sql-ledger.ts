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

import { adopt, type AdoptedPage } from "./adopt/adopt.ts";
import { lastLooks } from "./adopt/seen-since.ts";
import { commitOutcomes } from "./commit/commit.ts";
import type { CommitEffect, PageOutcome } from "./commit/outcome.ts";
import { SqlFrontier } from "./frontier/frontier.ts";
import type { Ground } from "./ground.ts";
import { announceHealth, listHealthChanges } from "./health/source-healths.ts";
import type { Ledger, SqlPoolOptions } from "./ledger.ts";
import { SqlHostBook } from "./lease/host-book.ts";
import { Leases, type Lease } from "./lease/leases.ts";
import { SqlArticleLog } from "./log/article-log.ts";
import { SqlCurrentArticles } from "./log/current-articles.ts";
import { forgetStore } from "./log/forget-store.ts";
import { SqlHistoryLog } from "./log/history-log.ts";
import { keepMemory, readMemory, type StoredMemory } from "./memory/site-memories.ts";
import type { PgPoolLike } from "./pool/pg-pool.ts";
import { SqlReprintBook } from "./reprint/reprint-book.ts";
import { findArticle, listArticles, listRefused, listRevisions } from "./report/articles.ts";
import { listRecords } from "./report/records.ts";
import { readHostStates } from "./report/host-states.ts";
import { listHeld, listStores, readStatus } from "./report/status.ts";
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
import { putArticles, type PutReport } from "./put/put-articles.ts";
import { forgetFiles } from "./retain/forget-files.ts";
import { pruneBatch } from "./retain/prune.ts";
import type { PruneBatch, PrunePlace, PruneRules } from "./retain/prune-rules.ts";
import { revise, type Reading, type Revised } from "./revise/revise.ts";
import { countSelected, readSelected, type ArticleSelection } from "./revise/select-articles.ts";
import { StartLists } from "./rhythm/start-lists.ts";
import {
  listSchedules,
  SqlScheduleBook,
  wishFor,
  type ScheduleBook,
  type ScheduleWish,
} from "./schedule/schedule-book.ts";
import { drop, release, settle } from "./visit/settle.ts";
import { VisitBook } from "./visit/visit-book.ts";
import { listAudit } from "./withdraw/audit.ts";
import type { ArticleSelector, AuditEntry, Order, Reinstated, SelectedArticle, Withdrawn } from "./withdraw/orders.ts";
import { forgetRawPages, listRawPages } from "./withdraw/raw-pages.ts";
import { reinstateArticles } from "./withdraw/reinstate.ts";
import { selectArticles } from "./withdraw/select-articles.ts";
import { withdrawArticles } from "./withdraw/withdraw-articles.ts";
import { noteStore, readStoreReports, type StoreReport, type StoreTrouble } from "./store/store-reports.ts";

/** The Ledger over an open database. */
export class SqlLedger implements Ledger {
  readonly role = "owner";
  readonly engine: Engine;
  readonly frontier: Frontier;
  readonly hosts: HostBook;
  readonly log: ArticleLog;
  readonly history: HistoryLog;
  readonly current: CurrentArticles;
  readonly reprints: ReprintBook;
  readonly plans: ScheduleBook;
  readonly #ground: Ground;
  readonly #pool: PgPoolLike;
  readonly #visits: VisitBook;
  readonly #leases: Leases;

  constructor(ground: Ground) {
    this.engine = ground.engine;
    this.#ground = ground;
    this.#pool = ground.pool;
    this.#visits = new VisitBook(ground.pool);
    this.#leases = new Leases(ground.engine === "postgres" ? ground.sqlPool({ max: 1 }) : null);
    this.hosts = new SqlHostBook(ground.pool, this.#leases);
    this.frontier = new SqlFrontier(
      ground.pool,
      (sourceId) => this.#visits.policyOf(sourceId),
      new StartLists(ground.pool, (sourceId) => this.#visits.rhythmOf(sourceId)),
    );
    this.log = new SqlArticleLog(ground.pool);
    this.history = new SqlHistoryLog(ground.pool);
    this.current = new SqlCurrentArticles(ground.pool);
    this.reprints = new SqlReprintBook(ground.pool);
    this.plans = new SqlScheduleBook(ground.pool);
  }

  syncSources(sources: readonly Source[]): Promise<void> {
    return this.#visits.syncSources(sources);
  }

  addSources(sources: readonly Source[]): Promise<void> {
    return this.#visits.addSources(sources);
  }

  beginVisit(
    sourceId: string,
    options: { readonly recheckAll: boolean; readonly reason: "schedule" | "hand" | "import" },
  ): Promise<VisitRef> {
    return this.#visits.begin(sourceId, options);
  }

  async commit(visit: VisitRef, outcomes: readonly PageOutcome[]): Promise<readonly CommitEffect[]> {
    return commitOutcomes(this.#pool, visit, await this.#visits.policyOf(visit.sourceId), outcomes);
  }

  lastLooks(sourceId: string, urls: readonly string[]): Promise<readonly (string | null)[]> {
    return lastLooks(this.#pool, sourceId, urls);
  }

  async adopt(visit: VisitRef, pages: readonly AdoptedPage[]): Promise<readonly CommitEffect[]> {
    return adopt(this.#pool, visit, await this.#visits.policyOf(visit.sourceId), pages);
  }

  countSelected(selection: ArticleSelection): Promise<number> {
    return countSelected(this.#pool, selection);
  }

  readSelected(
    selection: ArticleSelection,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly Article[]> {
    return readSelected(this.#pool, selection, page);
  }

  revise(readings: readonly Reading[]): Promise<Revised> {
    return revise(this.#pool, readings, Date.now());
  }

  leaseSource(sourceId: string): Promise<Lease | null> {
    return this.#leases.take("source", sourceId);
  }

  leaseSchedules(): Promise<Lease | null> {
    return this.#leases.take("schedules", "");
  }

  leasePruning(): Promise<Lease | null> {
    return this.#leases.take("pruning", "");
  }

  async ping(): Promise<void> {
    await this.#pool.query("SELECT 1");
  }

  settle(visit: VisitRef, signs = { isRedesigned: false }): Promise<Settlement> {
    return settle(this.#pool, visit, signs.isRedesigned);
  }

  siteMemory(site: string): Promise<StoredMemory | null> {
    return readMemory(this.#pool, site);
  }

  keepSiteMemory(site: string, before: string | null, memory: string): Promise<boolean> {
    return keepMemory(this.#pool, site, before, memory);
  }

  async endVisit(visit: VisitRef, summary: VisitSummary): Promise<VisitReport> {
    await settle(this.#pool, visit, false);
    return this.#visits.end(visit, summary);
  }

  sqlPool(options: SqlPoolOptions = {}): PgPoolLike & SqlPool {
    return this.#ground.sqlPool(options);
  }

  status(): Promise<StatusReport> {
    return readStatus(this.#pool, this.log, this.engine);
  }

  articles(filter: ArticleFilter = {}): Promise<readonly ArticleRow[]> {
    return listArticles(this.#pool, filter);
  }

  article(id: string, revision?: number): Promise<Article | null> {
    return findArticle(this.#pool, id, revision ?? null);
  }

  revisions(id: string): Promise<readonly RevisionRow[]> {
    return listRevisions(this.#pool, id);
  }

  records(filter: RecordFilter, after: string): Promise<RecordPage> {
    return listRecords(this.#pool, filter, after);
  }

  visits(sourceId: string, limit = 20): Promise<readonly VisitReport[]> {
    return this.#visits.list(sourceId, Math.min(limit, 1000));
  }

  heldChanges(sourceId?: string): Promise<readonly HeldChange[]> {
    return listHeld(this.#pool, sourceId ?? null);
  }

  releaseHeld(sourceId: string): Promise<Settlement> {
    return release(this.#pool, sourceId);
  }

  dropHeld(sourceId: string): Promise<number> {
    return drop(this.#pool, sourceId);
  }

  healthChanges(filter: { readonly source?: string; readonly limit?: number } = {}): Promise<readonly HealthChange[]> {
    return listHealthChanges(this.#pool, filter);
  }

  announceHealth(tell: (change: HealthChange) => void): Promise<number> {
    return announceHealth(this.#pool, tell);
  }

  refusedPages(filter: { readonly source?: string; readonly limit?: number } = {}): Promise<readonly RefusedPage[]> {
    return listRefused(this.#pool, filter);
  }

  hostStates(filter: { readonly host?: string; readonly limit?: number } = {}): Promise<readonly HostReport[]> {
    return readHostStates(this.#pool, filter);
  }

  storeIds(): Promise<readonly string[]> {
    return listStores(this.#pool);
  }

  storeReports(storeIds: readonly string[]): Promise<readonly StoreReport[]> {
    return readStoreReports(this.#pool, storeIds);
  }

  noteStore(storeId: string, trouble: StoreTrouble | null): Promise<void> {
    return noteStore(this.#pool, storeId, trouble);
  }

  forgetStore(storeId: string): Promise<void> {
    return forgetStore(this.#pool, storeId);
  }

  select(
    selector: ArticleSelector,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly SelectedArticle[]> {
    return selectArticles(this.#pool, selector, page);
  }

  withdraw(ids: readonly string[], order: Order & { readonly erase: boolean }): Promise<Withdrawn> {
    return withdrawArticles(this.#pool, ids, order);
  }

  reinstate(ids: readonly string[], order: Order): Promise<Reinstated> {
    return reinstateArticles(this.#pool, ids, order);
  }

  rawPagesOf(articleIds: readonly string[]): Promise<readonly WarcPosition[]> {
    return listRawPages(this.#pool, articleIds);
  }

  rawErased(articleIds: readonly string[], erased: readonly WarcPosition[], order: Order): Promise<void> {
    return forgetRawPages(this.#pool, articleIds, erased, order);
  }

  audit(limit?: number): Promise<readonly AuditEntry[]> {
    return listAudit(this.#pool, limit);
  }

  put(sourceId: string, records: readonly Article[]): Promise<PutReport> {
    return putArticles(this.#pool, sourceId, records);
  }

  schedules(): Promise<readonly ScheduleState[]> {
    return listSchedules(this.#pool);
  }

  wish(wish: ScheduleWish, sourceIds: readonly string[]): Promise<number> {
    return wishFor(this.#pool, wish, sourceIds);
  }

  prune(rules: PruneRules, place: PrunePlace | null, isDry = false): Promise<PruneBatch> {
    return pruneBatch(this.#pool, rules, place, isDry);
  }

  forgetFiles(files: readonly string[], after: string | null): Promise<string | null> {
    return forgetFiles(this.#pool, files, after);
  }

  async close(): Promise<void> {
    await this.#leases.close();
    await this.#ground.close();
  }
}
