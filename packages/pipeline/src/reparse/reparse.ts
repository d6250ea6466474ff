import type { DrainReport } from "@caibian/publisher";

import type { App } from "../app/open-app.ts";
import { applyChanges } from "./apply-changes.ts";
import { findChanges, type FindChangesOptions } from "./find-changes.ts";
import type { ReparseApplied, ReparseFindings } from "./reparse-report.ts";
import { ReadingSpool } from "./spool.ts";

/** What to reparse, and who is asked before anything changes. */
export interface ReparseOptions extends FindChangesOptions {
  /** Told what would change; nothing is written unless it answers true. */
  readonly agree: (findings: ReparseFindings) => boolean;
  /** How long Stores may take at the end, in milliseconds. Default 10 min. */
  readonly drainMs?: number;
}

/** What came of it. */
export interface ReparseReport {
  readonly findings: ReparseFindings;
  /** Null when nothing was to be written. */
  readonly applied: ReparseApplied | null;
  readonly drained: DrainReport | null;
  readonly interrupted: boolean;
}

/**
 * Reads the raw pages of articles again with the present parser and site memory. First all of them, to say how many
 * would change; then, if that is agreed to, each change becomes a Revision that flows to every Store. Cut off while it
 * reads, nothing has changed; cut off while it writes, the next call finds what is left.
 */
export async function reparse(app: App, options: ReparseOptions): Promise<ReparseReport> {
  const spool = await ReadingSpool.open();
  try {
    const findings = await findChanges(app, options, spool);
    const none = { findings, applied: null, drained: null };
    if (options.signal.aborted) return { ...none, interrupted: true };
    if (!options.agree(findings) || findings.changed === 0) return { ...none, interrupted: false };
    const applied = await applyChanges(app, spool, options.signal);
    const drained = await app.publisher.drain({ timeoutMs: options.drainMs ?? 600_000, signal: options.signal });
    return { findings, applied, drained, interrupted: options.signal.aborted };
  } finally {
    await spool.close();
  }
}
