import { setTimeout as sleep } from "node:timers/promises";
import type { Lease } from "@caibian/ledger";
import type { DrainReport } from "@caibian/publisher";
import { CaibianError, EXIT, isDiskFull, JoinedAbort, messageOf, type Source } from "@caibian/schema";
import PQueue from "p-queue";

import { DiskFullError } from "../errors.ts";
import { indexMissing } from "../reprints/index-missing.ts";
import { visitSource } from "../visit/visit-source.ts";
import { groupByHost } from "./host-turns.ts";
import type { App } from "./open-app.ts";

export interface RunOptions {
  /** Only these sources; default all. */
  readonly only?: readonly string[];
  /** Look again at every known article, not only at those that are due. */
  readonly recheckAll?: boolean;
  /** How long Stores may take after the last Visit, in milliseconds. Default 10 min. */
  readonly drainMs?: number;
  readonly signal: AbortSignal;
}

/** A Source whose Visit could not be finished. */
export interface BrokenVisit {
  readonly sourceId: string;
  readonly error: CaibianError;
}

export interface RunReport {
  readonly broken: readonly BrokenVisit[];
  readonly drained: DrainReport;
  readonly interrupted: boolean;
}

/** How often a Source that another process visits is tried again. */
const LEASE_POLL_MS = 500;
/** Articles taken up in the index of reprints before a run; the next run goes on. */
const MOST_INDEXED = 2_000;
/** Sources visited side by side (those on one host take turns). */
const PARALLEL_GROUPS = 16;

/** Visits the sources once and delivers; a Source or Store that fails does not stop the others. */
export async function runOnce(app: App, options: RunOptions): Promise<RunReport> {
  const broken: BrokenVisit[] = [];
  await app.publisher.start();
  const ends = new JoinedAbort([options.signal]);
  try {
    await visitAll(app, options, { ends, broken });
  } finally {
    ends.close();
  }
  const drained = await app.publisher.drain({ timeoutMs: options.drainMs ?? 600_000, signal: options.signal });
  return { broken, drained, interrupted: options.signal.aborted };
}

interface Course {
  /** Ends with the run's own signal, or with a disk that is full or low. */
  readonly ends: JoinedAbort;
  readonly broken: BrokenVisit[];
}

async function visitAll(app: App, options: RunOptions, { ends, broken }: Course): Promise<void> {
  const { signal } = ends;
  // An older ledger has no index of reprints yet, and one that was emptied is made again.
  await indexMissing(app.ledger, { most: MOST_INDEXED, signal });

  const groups = new PQueue({ concurrency: PARALLEL_GROUPS });
  const chosen = app.config.sources.filter((source) => options.only?.includes(source.id) ?? true);
  const work = groupByHost(chosen).map((group) => groups.add(() => visitGroup(group)));

  async function visitGroup(group: readonly Source[]): Promise<void> {
    for (const source of group) {
      if (signal.aborted) return;
      const error = await visitAlone(app, source, { recheckAll: options.recheckAll ?? false, signal });
      if (error === null) continue;
      broken.push({ sourceId: source.id, error });
      if (error.exitCode === EXIT.disk) ends.abort();
    }
  }
  await Promise.all(work);
}

/** Visits a Source when no other process does. */
async function visitAlone(app: App, source: Source, options: HandOptions): Promise<CaibianError | null> {
  const lease = await leaseOf(app, source, options.signal);
  if (lease === null) return null;
  const ends = new JoinedAbort([options.signal, lease.lost]);
  try {
    return await tryVisit(app, source, { ...options, signal: ends.signal });
  } finally {
    ends.close();
    await lease.release();
  }
}

/** Waits until no other process visits the Source; null when the run ends before. */
async function leaseOf(app: App, { id }: Source, signal: AbortSignal): Promise<Lease | null> {
  for (let waits = 0; !signal.aborted; waits++) {
    const lease = await app.ledger.leaseSource(id);
    if (lease !== null) return lease;
    if (waits === 0) app.report({ kind: "warning", text: `Another process visits ${id}: waiting for it.` });
    await sleep(LEASE_POLL_MS);
  }
  return null;
}

interface HandOptions {
  readonly recheckAll: boolean;
  readonly signal: AbortSignal;
}

async function tryVisit(app: App, source: Source, options: HandOptions): Promise<CaibianError | null> {
  try {
    await visitSource(source, app.visitDoors, { ...options, reason: "hand", onLowDisk: "end" });
    return null;
  } catch (error) {
    return asVisitError(source.id, error);
  }
}

/** Whatever a Visit threw, as an error that says what to do. */
export function asVisitError(sourceId: string, error: unknown): CaibianError {
  if (isDiskFull(error)) {
    return new DiskFullError({
      what: "The disk is full",
      where: `source ${sourceId}`,
      why: messageOf(error),
      next: "Free space or move `ledger` and `archive` in the config, then run again: the visit resumes.",
      cause: error,
    });
  }
  if (error instanceof CaibianError) return error;
  return new CaibianError({
    code: "E_VISIT",
    what: "The visit broke off",
    where: `source ${sourceId}`,
    why: messageOf(error),
    next: "Run again: what was found waits in the ledger. With --debug the stack is shown.",
    cause: error,
  });
}
