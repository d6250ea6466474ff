export {
  createPublisher,
  type CustomStore,
  type Publisher,
  type PublisherOptions,
  type VerifyOptions,
} from "./create-publisher.ts";
export type { StoreHealth } from "./deliver/breaker.ts";
export { letterPages } from "./deliver/letter-pages.ts";
export type { DrainedStore, DrainOptions, DrainReport } from "./deliver/drain.ts";
export type { PublishEvent, Report } from "./deliver/events.ts";
export type { Pressure } from "./deliver/pressure.ts";
export type { ReplayReport } from "./deliver/replay.ts";
export {
  BadRecordError,
  PublishError,
  StoreDownError,
  StoreError,
  StoreMisconfiguredError,
  StoreNotAskableError,
  StoreTakenError,
  StoreThrottledError,
  StoreTransientError,
  type StoreFailure,
} from "./errors.ts";
export { shaped } from "./shape/shaped.ts";
export { wanted } from "./shape/wanted.ts";
export type { Requester } from "./store/elasticsearch/requester.ts";
export { loadStore, type StoreDoors } from "./store/load-store.ts";
export type { Tombstone } from "./store/tombstone.ts";
export type { Poster } from "./store/webhook/poster.ts";
export type { DifferenceKind } from "./verify/judge.ts";
export { verifyConfigured, type ConfiguredDoors } from "./verify/verify-configured.ts";
export { verifyStore, type Difference, type VerifyDoors, type VerifyReport } from "./verify/verify-store.ts";
