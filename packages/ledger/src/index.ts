export type { AdoptedPage } from "./adopt/adopt.ts";
export type { CommitEffect, EffectKind, PageOutcome, PageResult } from "./commit/outcome.ts";
export {
  LedgerBusyError,
  LedgerError,
  LedgerNewerError,
  LedgerUnknownError,
  LedgerUnreachableError,
} from "./errors.ts";
export type { Ledger, LedgerDesk, LedgerOptions, SqlPoolOptions } from "./ledger.ts";
export type { StoreReport, StoreTrouble } from "./store/store-reports.ts";
export type { Lease } from "./lease/leases.ts";
export type { StoredMemory } from "./memory/site-memories.ts";
export { openLedger } from "./open.ts";
export type {
  ArticleFilter,
  ArticleRow,
  Engine,
  HeldChange,
  HostReport,
  ScheduleState,
  ListStatus,
  RecordFilter,
  RecordPage,
  RecordRow,
  RefusedPage,
  RevisionRow,
  Settlement,
  ShardHead,
  SourceState,
  SourceStatus,
  StatusReport,
  StoreStatus,
  VisitCounts,
  VisitReport,
  VisitSummary,
} from "./reports.ts";
export type { PutEffect, PutReport } from "./put/put-articles.ts";
export type { PruneBatch, PrunePlace, Pruned, PruneRules } from "./retain/prune-rules.ts";
export type { Reading, Revised, RevisionEffect } from "./revise/revise.ts";
export type { ArticleSelection } from "./revise/select-articles.ts";
export type { PgClientLike, PgNotification, PgPoolLike, PgQueryConfig, PgQueryResult } from "./pool/pg-pool.ts";
export { PLAN_SLACK_MS, type Plan, type ScheduleBook, type ScheduleWish } from "./schedule/schedule-book.ts";
export type { ArticleSelector, AuditEntry, Order, Reinstated, SelectedArticle, Withdrawn } from "./withdraw/orders.ts";
