import { CaibianError, EXIT, type ErrorFacts } from "@caibian/schema";

/** Base of what this room throws on purpose. */
export class QueueError extends CaibianError {}

/** The queue's server does not answer, or is one that we cannot work with. */
export class QueueUnreachableError extends QueueError {
  constructor(facts: Omit<ErrorFacts, "exitCode">) {
    super({ ...facts, exitCode: EXIT.unreachable });
  }
}
