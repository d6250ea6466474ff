export {
  articleSchema,
  type Article,
  type ArticleContact,
  type ArticleImage,
  type ArticleRegion,
  type ArticleSite,
  type ArticleSource,
  type ArticleStatus,
  type Block,
  type Cluster,
  type Credit,
  type CreditRole,
  type Dateline,
  type Fingerprint,
  type Provenance,
  type Quality,
  type Removal,
} from "./article.ts";
export { configSchema, USER_AGENT, type BrowserConfig, type Config, type NetworkConfig } from "./config.ts";
export {
  DEAD_LETTER_CLASSES,
  type DeadLetter,
  type DeadLetterClass,
  type Delivery,
  type DeliveryOp,
  type HeldRecord,
  type Receipt,
} from "./delivery.ts";
export {
  CaibianError,
  contentHashOf,
  EXIT,
  idOf,
  isConnectionLost,
  isDiskFull,
  messageOf,
  SHARDS,
  shardOf,
  toBeijing,
  type ErrorFacts,
  type RevisionFields,
} from "./plain.ts";
export { isHours, msUntilOpen } from "./hours.ts";
export { JoinedAbort } from "./joined-abort.ts";
export { makeFolder } from "./make-folder.ts";
export { SOURCE_HEALTHS, type HealthChange, type ListVerdict, type SourceHealth } from "./health.ts";
export type { Lead, LeadKind, Validators } from "./lead.ts";
export type { Page, PageFacts, PagePart, WarcPosition } from "./page.ts";
export type {
  ArticleLog,
  Claim,
  Cursor,
  DeadLetterFilter,
  LetterClaim,
  EarlierRevision,
  LogRange,
  LogRead,
  NewDeadLetter,
  RevisionKey,
  StoreLag,
  Tries,
} from "./ports/article-log.ts";
export type { CurrentArticles, ExpectedRecord } from "./ports/current-articles.ts";
export type {
  BackfillProgress,
  BackfillSelection,
  HistoryClaim,
  HistoryCursor,
  HistoryLog,
} from "./ports/history-log.ts";
export type {
  FetchFailure,
  Frontier,
  ListOutlook,
  ListReading,
  ReadList,
  VisitRef,
  WaitingLead,
} from "./ports/frontier.ts";
export type { CoolingCause, HostBook, HostHold, HostMemory } from "./ports/host-book.ts";
export type {
  AddOptions,
  JobContext,
  JobOutcome,
  Lane,
  Lanes,
  Queue,
  QueueCounts,
  Schedule,
  Working,
} from "./ports/queue.ts";
export { readRedisUrl, type RedisUrl } from "./queue/read-redis-url.ts";
export { redisPlace, type RedisSettings, type RedisTls } from "./queue/redis-settings.ts";
export type { SqlClient, SqlPool, SqlResult } from "./ports/sql-pool.ts";
export type { StoreAdapter, WriteContext } from "./ports/store-adapter.ts";
export type {
  CopyFacts,
  CopyGroup,
  ReprintBook,
  ReprintCandidate,
  ReprintEntry,
  ReprintLink,
  ReprintTraits,
} from "./reprint.ts";
export type { DiskMark, Retain } from "./retain.ts";
export {
  DEFAULT_RHYTHM,
  sourceSchema,
  type RecheckPolicy,
  type RhythmPolicy,
  type Source,
  type SourceLimits,
  type SourceProfile,
} from "./source.ts";
export { BadArticleError, checkArticle } from "./check-article.ts";
export { newArticle, type ArticleFacts } from "./new-article.ts";
export { storeSchema, type Store } from "./store.ts";
export type { StoreForm } from "./stores/base.ts";
export type { ElasticsearchStore } from "./stores/elasticsearch.ts";
export type { FeedFormat, FeedStore } from "./stores/feed.ts";
export type { JsonlStore } from "./stores/jsonl.ts";
export type { KafkaStore } from "./stores/kafka.ts";
export type { MessageBody } from "./stores/message.ts";
export type { MysqlStore } from "./stores/mysql.ts";
export type { NatsStore } from "./stores/nats.ts";
export type { ParquetStore } from "./stores/parquet.ts";
export type { PostgresStore } from "./stores/postgres.ts";
export type { RabbitmqStore } from "./stores/rabbitmq.ts";
export type { RedisStreamsStore } from "./stores/redis-streams.ts";
export type { S3Store } from "./stores/s3.ts";
export { faultOfServerUrl } from "./stores/server-url.ts";
export type { SqliteStore } from "./stores/sqlite.ts";
export type { WebhookStore } from "./stores/webhook.ts";
export type { TlsException } from "./tls-exception.ts";
export { withdrawalRequestSchema, type WithdrawalRequest } from "./withdrawal-request.ts";
export { REGION_CODE, SOURCE_ID } from "./source-id.ts";
