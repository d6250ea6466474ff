/** What each lane's jobs carry: a range or a name, never a record (DESIGN.md section 3). */
export interface Lanes {
  readonly deliver: { readonly storeId: string; readonly shard: number; readonly upTo: number };
  readonly visit: { readonly sourceId: string; readonly reason: "schedule" | "hand" };
}

export type Lane = keyof Lanes;

/** What a handler says when it did not throw. `again` uses no attempt. */
export type JobOutcome = { readonly kind: "done" } | { readonly kind: "again"; readonly afterMs: number };

/** What a handler may know about its job. */
export interface JobContext {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the worker is asked to stop. */
  readonly signal: AbortSignal;
}

export interface AddOptions {
  /** Jobs of one key never wait twice and never run at once; an add while one runs makes one more run after it. */
  readonly key: string;
  /** Earliest start, in milliseconds from now. Default 0. */
  readonly delayMs?: number;
  /** One of the key that waits for its moment, or for its next try, starts at once. Default false. */
  readonly isUrgent?: boolean;
}

/** One schedule of a lane (a BullMQ job scheduler). */
export interface Schedule<L extends Lane = Lane> {
  /** Stable id; also the key of its jobs. */
  readonly id: string;
  /** Cron text of five or six fields. */
  readonly cron: string;
  readonly timeZone: string;
  /** How long after each planned time the work begins, in milliseconds. Default 0. */
  readonly jitterMs?: number;
  readonly data: Lanes[L];
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly completed: number;
}

/** Work on a lane that was started and can be stopped. */
export interface Working {
  /** Takes no new job, waits up to `graceMs` for running ones, then aborts their signal. */
  close(graceMs?: number): Promise<void>;
}

/** What moves the work. It forgets nothing that matters, because it knows nothing that the ledger does not. */
export interface Queue {
  readonly engine: "redis" | "postgres";
  add<L extends Lane>(lane: L, data: Lanes[L], options: AddOptions): Promise<void>;
  work<L extends Lane>(
    lane: L,
    handler: (data: Lanes[L], context: JobContext) => Promise<JobOutcome>,
    options: { readonly concurrency: number },
  ): Promise<Working>;
  /** Makes the lane's schedules exactly these. */
  schedule<L extends Lane>(lane: L, schedules: readonly Schedule<L>[]): Promise<void>;
  counts(lane: Lane): Promise<QueueCounts>;
  /** Start-up checks in words: version, eviction policy, AOF, clock. Empty when all is well. */
  warnings(): Promise<readonly string[]>;
  close(): Promise<void>;
}
