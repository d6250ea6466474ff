import type { CommitEffect, PageOutcome, Ledger, VisitReport, VisitSummary } from "@caibian/ledger";
import type { Client } from "@caibian/http";
import type { Publisher } from "@caibian/publisher";
import { visit, type Archive, type Hosts, type Renderer, type RobotsCache } from "@caibian/scraper";
import { CaibianError, messageOf, type Page, type Source, type VisitRef } from "@caibian/schema";

import { NothingAnsweredError } from "../errors.ts";
import type { DiskWatch } from "../disk/disk-watch.ts";
import type { ParsePool } from "../parse/parse-pool.ts";
import type { Listener } from "../telemetry/events.ts";
import { indexMissing } from "../reprints/index-missing.ts";
import { withClusters } from "../reprints/with-clusters.ts";
import { Answers } from "./answers.ts";
import { batchOutcomes, type BatchBounds } from "./batch-outcomes.ts";
import { holdForDisk } from "./hold-for-disk.ts";
import { holdForStores } from "./hold-for-stores.ts";
import { mapAhead } from "./map-ahead.ts";
import { outcomeOf, type ParsedPage } from "./outcome-of.ts";
import { SiteMemories } from "./site-memories.ts";

/** Articles renewed in the index of reprints after one Visit; what is left waits for the next. */
const MOST_RENEWED = 1000;

/** What a Visit works with. */
export interface VisitDoors {
  readonly ledger: Ledger;
  readonly client: Client;
  /** For sources with `fetcher: rendered`. */
  readonly renderer?: Renderer;
  readonly archive: Archive;
  readonly parsePool: ParsePool;
  readonly publisher: Publisher;
  readonly disk: Pick<DiskWatch, "low">;
  /** Robots rules by host, kept over Visits (for 24 h at most). */
  readonly robots: RobotsCache;
  /** The hosts that this process asks: one clock a host, whichever Visits ask it. */
  readonly hosts: Hosts;
  /** Erases raw pages of articles that are erased; told of every commit. */
  readonly eraseShut: (effects: readonly CommitEffect[]) => Promise<void>;
  readonly batch: BatchBounds;
  readonly userAgent: string;
  readonly report: Listener;
}

export interface VisitOptions {
  readonly recheckAll: boolean;
  readonly reason: "schedule" | "hand";
  readonly signal: AbortSignal;
  /** What a Visit does while the disk is low: default `wait`; `end` has it fail with E_DISK_LOW. */
  readonly onLowDisk?: "wait" | "end";
}

/**
 * One Visit: discover and fetch (scraper), decode and parse (pool), keep the raw page, commit, tell the
 * publisher. Raw pages are flushed before the rows that point at them are committed.
 * An abort ends it after the batch at hand; what was not committed waits in the frontier.
 */
export async function visitSource(source: Source, doors: VisitDoors, options: VisitOptions): Promise<VisitReport> {
  const { ledger, report } = doors;
  const ref = await ledger.beginVisit(source.id, { recheckAll: options.recheckAll, reason: options.reason });
  report({ kind: "visit-started", sourceId: source.id, visitId: ref.id });

  try {
    await readSource(source, ref, doors, options);
  } catch (error) {
    await endVisit(source, doors, ref, { outcome: "failed", error: failureOf(error) }).catch((second: unknown) => {
      report({ kind: "warning", text: `The visit of ${source.id} could not be closed: ${messageOf(second)}` });
    });
    throw error;
  }
  return endVisit(source, doors, ref, { outcome: options.signal.aborted ? "stopped" : "done" });
}

/** Discover, fetch, parse, keep, commit; then decide what the rechecks found. */
async function readSource(
  source: Source,
  ref: VisitRef,
  doors: VisitDoors,
  { signal, reason, onLowDisk = "wait" }: VisitOptions,
): Promise<void> {
  const { ledger, report } = doors;
  const hold = async (): Promise<void> => {
    await holdForDisk(doors.disk, { signal, isWaiting: onLowDisk === "wait" });
    await holdForStores(doors.publisher, signal, report);
  };
  await hold();
  const answers = new Answers(source);
  const pages = visit(source, {
    client: doors.client,
    ...(doors.renderer === undefined ? {} : { renderer: doors.renderer }),
    frontier: ledger.frontier,
    visit: ref,
    archive: doors.archive,
    robots: doors.robots,
    hosts: doors.hosts,
    byHand: reason === "hand",
    userAgent: doors.userAgent,
    signal,
    report: (event) => {
      answers.note(event);
      report({ kind: "scrape", sourceId: source.id, event });
    },
  });
  const memories = new SiteMemories(ledger, source.id);
  const outcomes = mapAhead(pages, doors.parsePool.threads * 2, (page) => parsePage(page, source, doors, memories));
  for await (const batch of batchOutcomes(outcomes, doors.batch)) {
    await doors.archive.flush();
    const parsed = batch.map(({ outcome }) => outcome);
    const effects = await commitBatch(source, ref, await withClusters(parsed, ledger.reprints), doors);
    await noteBatch(batch, effects, memories);
    await hold();
  }
  await memories.keep();
  if (signal.aborted) return;
  const { heads } = await ledger.settle(ref, { isRedesigned: await memories.isRedesigned() });
  if (heads.length > 0) {
    await doors.publisher.notify(heads.map((head) => head.shard));
    // Corrections went through: their new wording is what copies are compared with from now on.
    await indexMissing(ledger, { most: MOST_RENEWED, sourceId: source.id, signal });
  }
  // Nothing answered at all: that is no quiet day.
  if (answers.silence !== null) throw new NothingAnsweredError(source.id, answers.silence);
}

async function endVisit(source: Source, doors: VisitDoors, ref: VisitRef, summary: VisitSummary): Promise<VisitReport> {
  const ended = await doors.ledger.endVisit(ref, summary);
  doors.report({ kind: "visit-ended", sourceId: source.id, report: ended });
  await doors.ledger.announceHealth((change) => doors.report({ kind: "source-health", change }));
  return ended;
}

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  return { code: error instanceof CaibianError ? error.code : "E_VISIT", message: messageOf(error).slice(0, 500) };
}

async function parsePage(page: Page, source: Source, doors: VisitDoors, memories: SiteMemories): Promise<ParsedPage> {
  const memory = await memories.of(page.finalUrl);
  const parsed = await outcomeOf(page, source, doors.parsePool, memory);
  doors.report({ kind: "parsed", sourceId: source.id, url: page.url, ok: parsed.outcome.result.kind === "article" });
  return parsed;
}

/** What the batch's articles tell of their sites. */
async function noteBatch(
  batch: readonly ParsedPage[],
  effects: readonly CommitEffect[],
  memories: SiteMemories,
): Promise<void> {
  for (const [index, { outcome, trace }] of batch.entries()) {
    if (outcome.result.kind !== "article") continue;
    await memories.note({
      url: outcome.page.finalUrl,
      trace,
      isNew: effects[index]?.effect === "published",
      isOdd: outcome.result.article.quality.flags.includes("layout-changed"),
    });
  }
}

async function commitBatch(
  source: Source,
  ref: VisitRef,
  batch: readonly PageOutcome[],
  doors: VisitDoors,
): Promise<readonly CommitEffect[]> {
  doors.report({ kind: "commit-begins", sourceId: source.id, count: batch.length });
  const effects = await doors.ledger.commit(ref, batch);
  doors.report({ kind: "commit-ended", sourceId: source.id, count: batch.length });
  await doors.eraseShut(effects);
  const shards = new Set<number>();
  for (const [index, { effect, shard }] of effects.entries()) {
    const outcome = batch[index];
    if (outcome === undefined) continue;
    const reason = outcome.result.kind === "refused" ? `${outcome.result.message} [${outcome.result.code}]` : null;
    doors.report({ kind: "committed", sourceId: source.id, url: outcome.page.url, effect, reason });
    if (shard !== null) shards.add(shard);
  }
  if (shards.size > 0) await doors.publisher.notify([...shards]);
  return effects;
}
