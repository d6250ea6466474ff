import type { Ledger, PrunePlace, Pruned, PruneRules } from "@caibian/ledger";
import { listArchiveFiles, oldFilesOf, removeArchiveFiles, type ArchiveFile } from "@caibian/scraper";
import type { Config } from "@caibian/schema";

/** What was removed, or with `isDry` would be. */
export interface PruneReport {
  readonly rows: Readonly<Record<Pruned, number>>;
  /** Files of raw pages, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  readonly isDry: boolean;
  /** The signal ended it: the next time goes on. */
  readonly interrupted: boolean;
}

export interface PruneOptions {
  readonly isDry: boolean;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** What pruning needs of a ledger, be it ours or its owner's desk. */
export type PrunedLedger = Pick<Ledger, "prune" | "forgetFiles">;

const DAY_MS = 86_400_000;
const GIGABYTE = 1e9;

/** Removes what `retain` of the config does not keep: rows of the ledger, a batch at a time, then whole files. */
export async function prune(config: Config, ledger: PrunedLedger, options: PruneOptions): Promise<PruneReport> {
  const rows = await pruneRows(ledger, rulesOf(config, options.nowMs), options);
  const files = await pruneFiles(config, ledger, options);
  return {
    rows,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    isDry: options.isDry,
    interrupted: options.signal.aborted,
  };
}

function rulesOf({ retain, stores }: Config, nowMs: number): PruneRules {
  const before = (days: number): string => new Date(nowMs - days * DAY_MS).toISOString();
  return {
    storeIds: stores.map(({ id }) => id),
    logBefore: before(retain.logDays),
    revisionsBefore: before(retain.revisions.days),
    lastRevisions: retain.revisions.last,
    historyBefore: before(retain.historyDays),
  };
}

async function pruneRows(
  ledger: PrunedLedger,
  rules: PruneRules,
  { isDry, signal }: PruneOptions,
): Promise<Readonly<Record<Pruned, number>>> {
  const removed = { log: 0, revisions: 0, pages: 0, visits: 0, refusals: 0, health: 0, "dead-letters": 0 };
  let place: PrunePlace | null = null;
  while (!signal.aborted) {
    // Others' work gets its turn between two batches.
    const batch = await ledger.prune(rules, place, isDry);
    removed[batch.kind] += batch.removed;
    place = batch.next;
    if (place === null) break;
  }
  return removed;
}

/** The looks forget their files first: killed in between, the files still go the next time. */
async function pruneFiles(
  { archive, retain }: Config,
  ledger: PrunedLedger,
  { isDry, nowMs, signal }: PruneOptions,
): Promise<readonly ArchiveFile[]> {
  const folder = archive ?? "warc";
  const { days, gigabytes } = retain.rawPages;
  const bytes = gigabytes === null ? null : gigabytes * GIGABYTE;
  const files = oldFilesOf(await listArchiveFiles(folder), { days, bytes, nowMs });
  if (isDry || files.length === 0) return files;
  const names = files.map(({ name }) => name);
  let after: string | null = null;
  do {
    if (signal.aborted) return [];
    after = await ledger.forgetFiles(names, after);
  } while (after !== null);
  await removeArchiveFiles(folder, files);
  return files;
}
