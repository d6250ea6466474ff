export {
  ConfigError,
  DiskFullError,
  DiskLowError,
  LeaseLostError,
  NothingAnsweredError,
  PipelineError,
} from "./errors.ts";
export { nextStepOf, nextStepOfFailure } from "./advise/next-step.ts";
export { addSource, STARTER_CONFIG, type AddSourceOptions, type SourceEntry } from "./config/add-source.ts";
export { refuseUnknownSource } from "./config/unknown-source.ts";
export { loadConfig, parseConfig } from "./config/load-config.ts";
export { GATHER_MS, openApp, type App, type AppOptions } from "./app/open-app.ts";
export { openRenderer } from "./app/open-renderer.ts";
export { runOnce, type BrokenVisit, type RunOptions, type RunReport } from "./app/run-once.ts";
export { verifyHeld, type VerifyHeldOptions } from "./app/verify-held.ts";
export { serve, type ServeOptions, type Serving } from "./app/serve.ts";
export { lowFolders, type DiskRoom } from "./disk/disk-room.ts";
export type { DiskState } from "./disk/disk-watch.ts";
export { openParsePool, type ParsePool, type ParsePoolOptions } from "./parse/parse-pool.ts";
export { indexMissing, type IndexMissingOptions } from "./reprints/index-missing.ts";
export { prune, type PruneOptions, type PruneReport } from "./retain/prune.ts";
export { linkCopies } from "./reprints/link-copies.ts";
export { fanOut, type Listener, type PipelineEvent } from "./telemetry/events.ts";
export { Tally, type Counts, type Failure } from "./telemetry/tally.ts";
export { visitSource, type VisitDoors, type VisitOptions } from "./visit/visit-source.ts";
export { checkUp, type Finding } from "./doctor/check-up.ts";
export { importFiles, type ImportOptions, type ImportReport } from "./import/import-files.ts";
export type { ImportCounts, ImportProblem } from "./import/import-report.ts";
export type { FieldDifference, RevisionField } from "./reparse/compare-revisions.ts";
export { reparse, type ReparseOptions, type ReparseReport } from "./reparse/reparse.ts";
export type { ReparseApplied, ReparseFailure, ReparseFindings, ReparseSample } from "./reparse/reparse-report.ts";
export type { RawErasure } from "@caibian/scraper";
export { eraseRaw, type RawPageDesk } from "./withdraw/erase-raw.ts";
export { letterPages, type VerifyReport } from "@caibian/publisher";
export { idsMeant, pagesOf, reinstateSelected, withdrawSelected } from "./withdraw/withdraw-selected.ts";
