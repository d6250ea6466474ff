import { CaibianError, EXIT, type ErrorFacts } from "@caibian/schema";

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

/** A server that the config names does not answer (exit code 4). */
export class UnreachableError extends PipelineError {
  constructor(facts: Omit<ErrorFacts, "exitCode" | "code">) {
    super({ ...facts, code: "E_UNREACHABLE", exitCode: EXIT.unreachable });
  }
}

/** No room to write: free space and run again, the work resumes (exit code 5). */
export class DiskFullError extends PipelineError {
  constructor(facts: Omit<ErrorFacts, "exitCode" | "code">) {
    super({ ...facts, code: "E_DISK", exitCode: EXIT.disk });
  }
}
