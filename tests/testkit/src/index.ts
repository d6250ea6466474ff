export { ARCHETYPES } from "./archetypes/catalogue.ts";
export { configFor, type ConfigOptions, type StoreInput } from "./site/config-for.ts";
export type { ExpectedArticle } from "./site/expected.ts";
export type { FailureMode, FailureRule } from "./site/failures.ts";
export type { Withdrawal } from "./site/newsroom.ts";
export { originOf, startSite, type FixtureSite, type SiteHost, type SiteOptions } from "./site/start-site.ts";
export type { SeenRequest, ServedArticle } from "./site/traffic.ts";
export { auditBooks, type AcceptedArticle, type Audit, type Books, type Finding } from "./books/audit.ts";
export { differenceFrom } from "./books/difference.ts";
export { readFeeds } from "./books/read-feeds.ts";
export { readJetstream } from "./books/read-jetstream.ts";
export { readJsonlFolder } from "./books/read-lines-folder.ts";
export { readMysql } from "./books/read-mysql.ts";
export { readObjects } from "./books/read-objects.ts";
export { readParquet } from "./books/read-parquet.ts";
export { readQueue } from "./books/read-queue.ts";
export { readJsonl, readPostgres, readSqlite, recordOfRow } from "./books/read-stores.ts";
export { recordOf, type StoreReading, type StoreRecord, type StoreText } from "./books/store-reading.ts";
export {
  startWebhookSink,
  type ReceivedHook,
  type WebhookSink,
  type WebhookSinkOptions,
} from "./books/webhook-sink.ts";
export { startBulkEndpoint, type BulkEndpoint, type BulkEndpointOptions } from "./servers/bulk-endpoint.ts";
export { freePort } from "./servers/free-port.ts";
export { startMariadb, type MariadbOptions, type MariadbServer } from "./servers/mariadb.ts";
export { startKafkaMock, type KafkaMock } from "./servers/kafka-mock.ts";
export { startNats, type NatsOptions, type NatsServer } from "./servers/nats.ts";
export { findPostgresBin } from "./servers/postgres-binaries.ts";
export { needServer, needShared, notRun, type NeededServer } from "./servers/need.ts";
export { createDatabase, startPostgres, type PostgresOptions, type PostgresServer } from "./servers/postgres.ts";
export { startProxy, type Proxy } from "./servers/proxy.ts";
export { startRabbitmq, type RabbitmqServer } from "./servers/rabbitmq.ts";
export { atExit, signalPid } from "./servers/at-exit.ts";
export { startRedis, type RedisOptions, type RedisServer } from "./servers/redis.ts";
export { startS3, type S3Server } from "./servers/s3.ts";
export { startRedisCluster, type RedisCluster } from "./servers/redis-cluster.ts";
export { startRedisSentinel, type RedisSentinel } from "./servers/redis-sentinel.ts";
export { spawnUntil, type CrashReport, type CrashRun } from "./crash/spawn-until.ts";
export { spawnSite, type SiteProcess } from "./site/spawn-site.ts";
export type { SiteCommand } from "./site/command.ts";
export { Random } from "./write/random.ts";
export { readCorpus, type CorpusPage } from "./corpus/corpus-pages.ts";
export { startCorpusSite, type CorpusSite } from "./corpus/corpus-site.ts";
export { makeCertificate, type CertificateOptions, type TestCertificate } from "./tls/certificate.ts";
export { startListSite, type ListSite } from "./lists/list-site.ts";
export {
  LISTS_FETCHED_AT,
  readListSite,
  readListSites,
  textOf,
  type ExpectedItem,
  type ExpectedLeads,
  type ListSiteFolder,
  type SiteFile,
  type SitePage,
} from "./lists/site-folder.ts";
export { f1Of, precisionOf, recallOf, scoreLeads, sumOf, type PageScore, type Tally } from "./lists/score.ts";
export { linkId, readRealLists, type RealList } from "./lists/real-lists.ts";
