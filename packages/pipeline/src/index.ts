export { ConfigError, DiskFullError, NothingAnsweredError, PipelineError } from "./errors.ts";
export { loadConfig, parseConfig } from "./config/load-config.ts";
export { GATHER_MS, openApp, type App, type AppOptions } from "./app/open-app.ts";
export { runOnce, type BrokenVisit, type RunOptions, type RunReport } from "./app/run-once.ts";
export { serve, type ServeOptions, type Serving } from "./app/serve.ts";
export { openParsePool, type ParsePool, type ParsePoolOptions } from "./parse/parse-pool.ts";
export { indexMissing, type IndexMissingOptions } from "./reprints/index-missing.ts";
export { linkCopies } from "./reprints/link-copies.ts";
export { fanOut, type Listener, type PipelineEvent } from "./telemetry/events.ts";
export { Tally, type Counts, type Failure } from "./telemetry/tally.ts";
export { visitSource, type VisitDoors, type VisitOptions } from "./visit/visit-source.ts";
export { checkUp, type Finding } from "./doctor/check-up.ts";
export { importFiles, type ImportOptions, type ImportReport } from "./import/import-files.ts";
export type { ImportCounts, ImportProblem } from "./import/import-report.ts";
export type { FieldDifference, RevisionField } from "./reparse/compare-revisions.ts";
export {
  reparse,
  type ReparseApplied,
  type ReparseFailure,
  type ReparseFindings,
  type ReparseOptions,
  type ReparseReport,
  type ReparseSample,
} from "./reparse/reparse.ts";
