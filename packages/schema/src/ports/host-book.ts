/** Why a host is left to cool: its guard (WAF) answered, it asked for time, or its requests fail in a row. */
export type CoolingCause = `blocked:${string}` | "throttled" | "failing";

/**
 * What is remembered of a host from one request to the next, over Visits and processes. Times are spans from now, so
 * that the clocks of two machines need not agree.
 */
export interface HostMemory {
  /** Until the next request may leave; while the host cools, until it may be asked again. */
  readonly waitMs: number;
  /** The gap between two requests that `waitMs` was counted with: Crawl-delay, a Source's own, or what it grew to. */
  readonly gapMs: number;
  /** How long it takes to answer, smoothed; 0 before the first answer. */
  readonly latencyMs: number;
  /** What failures added to the gap. */
  readonly extraMs: number;
  /** Requests in a row that failed. */
  readonly failures: number;
  /** Times in a row that it was left to cool. */
  readonly coolings: number;
  /** Why it cools or cooled last; null since it answered well. */
  readonly cause: CoolingCause | null;
  /** Good answers since then; a guard is remembered for a while. */
  readonly answers: number;
  /** Day of `used`, `2026-06-08`, in Beijing. */
  readonly day: string;
  /** Requests made on that day. */
  readonly used: number;
}

/** One process's leave to ask a host. */
export interface HostHold {
  /** What the last holder left; null when nobody asked this host before. */
  readonly memory: HostMemory | null;
  /** The last holder died: it may have asked a moment ago. */
  readonly wasLeftOpen: boolean;
  /** Aborts when the hold is gone: another process may have the host now. */
  readonly lost: AbortSignal;
  /** Keeps what is known for the case that this process dies. */
  save(memory: HostMemory): Promise<void>;
  /** Keeps what is known and gives the host up. */
  release(memory: HostMemory): Promise<void>;
}

/** The hosts that are asked. One process at a time has a host. */
export interface HostBook {
  /** True when other processes may take hosts too: then a hold is given up now and then. */
  readonly isShared: boolean;
  /** Null while another process has the host. */
  take(host: string): Promise<HostHold | null>;
}
