import { CaibianError, EXIT, type ErrorFacts } from "@caibian/schema";

import { nextStepOfFailure } from "./advise/next-step.ts";
import type { DiskRoom } from "./disk/disk-room.ts";

/** Base of what the pipeline throws on purpose. */
export class PipelineError extends CaibianError {}

/** The config cannot be used as it stands: mend the file (exit code 3). */
export class ConfigError extends PipelineError {
  /** Every problem found, `line N: path: message`. */
  readonly problems: readonly string[];

  constructor(facts: Omit<ErrorFacts, "exitCode" | "code">, problems: readonly string[] = []) {
    super({ ...facts, code: "E_CONFIG", exitCode: EXIT.config });
    this.problems = problems;
  }
}

/** No page of a Source answered: its host is down or refuses us. The others go on (exit code 1). */
export class NothingAnsweredError extends PipelineError {
  constructor(sourceId: string, failure: { readonly code: string; readonly message: string }) {
    super({
      code: failure.code,
      what: "Nothing of the source answered",
      where: sourceId,
      why: failure.message,
      next: nextStepOfFailure(failure.code),
    });
  }
}

/** No room to write: free space and run again, the work resumes (exit code 5). */
export class DiskFullError extends PipelineError {
  constructor(facts: Omit<ErrorFacts, "exitCode" | "code">) {
    super({ ...facts, code: "E_DISK", exitCode: EXIT.disk });
  }
}

/** Less room than `disk.stopFetchingBelow`: nothing is fetched, so that the ledger has room left (exit code 5). */
export class DiskLowError extends PipelineError {
  constructor({ folder, freeBytes, markBytes }: DiskRoom) {
    super({
      code: "E_DISK_LOW",
      what: "The disk is low, so nothing more was fetched",
      where: folder,
      why: `${megabytes(freeBytes)} free, less than ${megabytes(markBytes)}`,
      next: "Free space (`caibian prune`, `retain` in the config) or lower `disk.stopFetchingBelow`, then run again.",
      exitCode: EXIT.disk,
    });
  }
}

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1e6))} MB`;
}

/** The connection to the ledger broke while a Source was held: another process may visit it. Run again. */
export class LeaseLostError extends PipelineError {
  constructor(sourceId: string, cause?: unknown) {
    super({
      code: "E_LEASE_LOST",
      what: "The source is not held any more",
      where: sourceId,
      why: "the connection to the ledger broke, so another process may visit the source now",
      next: "Run again: what was committed is known, and it goes on from there.",
      cause,
    });
  }
}
