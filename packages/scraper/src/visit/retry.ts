import type { FetchErrorKind } from "@caibian/http";

/** How a fetch failed, as far as the next try is concerned. */
export type FailureClass =
  | FetchErrorKind
  | "forbidden"
  | "gone-wrong"
  | "robots"
  | "no-robots"
  | "blocked"
  | "blocked-page"
  /** A redirect led to a host that is left alone. */
  | "left-alone";

interface Policy {
  readonly firstMs: number;
  readonly attempts: number;
}

const MINUTE = 60_000;
const LONGEST_MS = 24 * 60 * MINUTE;
const POLICIES: Readonly<Record<FailureClass, Policy>> = {
  transient: { firstMs: MINUTE, attempts: 8 },
  throttled: { firstMs: MINUTE, attempts: Infinity },
  unreachable: { firstMs: 5 * MINUTE, attempts: 10 },
  // A page that is too large or wrongly encoded seldom mends, but a cut-off one does.
  "bad-content": { firstMs: 10 * MINUTE, attempts: 3 },
  forbidden: { firstMs: 6 * 60 * MINUTE, attempts: 3 },
  // Not this page's fault: its host cools, and the lead waits as long.
  blocked: { firstMs: 60 * MINUTE, attempts: Infinity },
  // Its guard lets other stories of the host through: a rule on this URL, and each try shuts the host for the others.
  "blocked-page": { firstMs: 60 * MINUTE, attempts: 4 },
  "no-robots": { firstMs: 10 * MINUTE, attempts: Infinity },
  "left-alone": { firstMs: 10 * MINUTE, attempts: Infinity },
  robots: { firstMs: LONGEST_MS, attempts: Infinity },
  refused: { firstMs: 0, attempts: 0 },
  "gone-wrong": { firstMs: 0, attempts: 0 },
};

/** Whether a failure is its host's alone: then the lead keeps its tries. */
export function isHosts(kind: FailureClass): boolean {
  return kind === "throttled" || kind === "blocked" || kind === "no-robots" || kind === "left-alone";
}

/** What is known of a failure. */
export interface FailedTry {
  readonly kind: FailureClass;
  /** Tries that failed before this one. */
  readonly attempts: number;
  /** What Retry-After asked for. */
  readonly afterMs: number | null;
  /** A number in [0, 1): spreads the retries of many leads. */
  readonly jitter: number;
}

/** Milliseconds until the next try: what the server asked for, else twice as long each time; null: not again. */
export function retryDelay({ kind, attempts, afterMs, jitter }: FailedTry): number | null {
  const { firstMs, attempts: most } = POLICIES[kind];
  if (attempts >= most) return null;
  if (afterMs !== null) return afterMs;
  return Math.min(firstMs * 2 ** Math.min(attempts, 20) * (0.8 + 0.4 * jitter), LONGEST_MS);
}
