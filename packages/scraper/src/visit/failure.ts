import { FetchError, ThrottledError, type Fetched } from "@caibian/http";

import type { Ending } from "../pace/host-clock.ts";
import { guardOf } from "./guard.ts";
import type { FailureClass } from "./retry.ts";

/** A fetch that brought no Page. */
export interface Failure {
  readonly kind: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly afterMs: number | null;
  /** The guard (WAF) that answered instead. */
  readonly guard?: string;
  /** Why robots.txt could not be had, where that is known. */
  readonly ofRobots?: Failure;
}

/** The class of what the client threw; other errors are not about the fetch and are thrown on. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof FetchError)) throw error;
  const afterMs = error instanceof ThrottledError ? error.afterMs : null;
  const kind = error.code === "E_CUT_OFF" ? "transient" : error.kind;
  return { kind, code: error.code, message: error.message, afterMs };
}

/** Null for an answer that is a Page: 200, or 404 and 410 for one that is gone. */
export function failureOfStatus(answer: Fetched): Failure | null {
  const { status } = answer;
  const guard = guardOf(answer);
  if (guard !== null) {
    const message = `blocked:${guard}: the site's guard answered (status ${status})`;
    return { kind: "blocked", code: "E_BLOCKED", message, afterMs: null, guard };
  }
  if (status === 200 || status === 203 || status === 404 || status === 410) return null;
  const kind =
    status >= 500 || status === 408 || status === 425
      ? "transient"
      : status === 401 || status === 403
        ? "forbidden"
        : "gone-wrong";
  return { kind, code: `E_STATUS_${status}`, message: `The server answered ${status}`, afterMs: null };
}

/** What a failure says of its host. What speaks of one page (403, 400, too large) shows that the host works. */
export function endingOf({ kind, afterMs, guard }: Failure, ms: number): Ending {
  if (kind === "throttled") return { kind: "throttled", afterMs };
  if (kind === "blocked") return { kind: "blocked", guard: guard ?? "waf" };
  return kind === "transient" || kind === "unreachable" ? { kind: "failed" } : { kind: "answered", ms };
}
