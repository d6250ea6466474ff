/** Exit codes of the command (DESIGN.md section 5). */
export const EXIT = { done: 0, someFailed: 1, usage: 2, config: 3, unreachable: 4, disk: 5, interrupted: 130 } as const;

/** What an error tells: what happened, where, why, and what to do next. */
export interface ErrorFacts {
  /** Stable code, `E_…`. */
  readonly code: string;
  readonly what: string;
  readonly where?: string | undefined;
  readonly why?: string | undefined;
  readonly next?: string | undefined;
  readonly cause?: unknown;
  /** Exit code when it ends the command. Default 1. */
  readonly exitCode?: number | undefined;
}

/** Base of every error that caibian throws on purpose. Its message is `what (where): why`. */
export class CaibianError extends Error {
  readonly code: string;
  readonly what: string;
  readonly where: string | null;
  readonly why: string | null;
  readonly next: string | null;
  readonly exitCode: number;

  constructor(facts: ErrorFacts) {
    const where = facts.where === undefined ? "" : ` (${facts.where})`;
    const why = facts.why === undefined ? "" : `: ${facts.why}`;
    super(`${facts.what}${where}${why}`, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.what = facts.what;
    this.where = facts.where ?? null;
    this.why = facts.why ?? null;
    this.next = facts.next ?? null;
    this.exitCode = facts.exitCode ?? EXIT.someFailed;
  }
}

/** The message of whatever was thrown, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for a file-system error that means "the disk is full or the quota is used up". */
export function isDiskFull(error: unknown): boolean {
  for (let seen = error; seen instanceof Error; seen = seen.cause) {
    if ("code" in seen && (seen.code === "ENOSPC" || seen.code === "EDQUOT" || seen.code === "53100")) return true;
    if (/no space left on device|SQLITE_FULL|disk is full|could not extend file/i.test(seen.message)) return true;
  }
  return false;
}

/** SQLSTATE classes 08 and 57P (PostgreSQL manual, appendix A) and what Node says of a connection that is not there. */
const LOST = /^(08|57P0|ECONNREFUSED$|ECONNRESET$|EPIPE$|ETIMEDOUT$|EHOSTUNREACH$|ENETUNREACH$)/;

/** True for an error that means "the connection to a server is gone": of a database client that names no `CaibianError`. */
export function isConnectionLost(error: unknown): boolean {
  for (let seen = error; seen instanceof Error; seen = seen.cause) {
    if ("code" in seen && typeof seen.code === "string" && LOST.test(seen.code)) return true;
    if (seen.message.startsWith("Connection terminated")) return true;
  }
  return false;
}
