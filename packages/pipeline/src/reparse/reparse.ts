import type { ArticleSelection, Reading } from "@caibian/ledger";
import type { DrainReport } from "@caibian/publisher";
import { CaibianError, messageOf, type Article } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { standInSource } from "../import/stand-in-source.ts";
import { indexMissing } from "../reprints/index-missing.ts";
import { linkCopies } from "../reprints/link-copies.ts";
import { mapAhead } from "../visit/map-ahead.ts";
import { outcomeOf } from "../visit/outcome-of.ts";
import { SiteMemories } from "../visit/site-memories.ts";
import { describeDifferences, differingFields, type FieldDifference, type RevisionField } from "./compare-revisions.ts";
import { rawStoryOf } from "./raw-story.ts";
import { ReadingSpool } from "./spool.ts";

/** What reading the raw pages again found. */
export interface ReparseFindings {
  /** Articles that were to be read, and how many of them were. */
  readonly articles: number;
  readonly read: number;
  /** Articles that would get a Revision, and how many of them in each field. */
  readonly changed: number;
  readonly fields: Readonly<Partial<Record<RevisionField, number>>>;
  /** Of the changed: doubted before, sure now. */
  readonly cleared: number;
  /** Delivered articles whose new reading is doubted or no article: they stay as they are. */
  readonly doubtful: number;
  /** Articles whose raw page the archive does not have. */
  readonly unreadable: number;
  /** The first differences and the first failures, for people. */
  readonly samples: readonly ReparseSample[];
  readonly failures: readonly ReparseFailure[];
  readonly seconds: number;
}

/** One article that would change. */
export interface ReparseSample {
  readonly id: string;
  readonly url: string | null;
  readonly differences: readonly FieldDifference[];
}

/** One article that could not be read again. */
export interface ReparseFailure {
  readonly id: string;
  readonly url: string | null;
  readonly code: string;
  readonly message: string;
}

/** What to reparse, and who is asked before anything changes. */
export interface ReparseOptions {
  readonly selection: ArticleSelection;
  /** Told what would change; nothing is written unless it answers true. */
  readonly agree: (findings: ReparseFindings) => boolean;
  /** Told how many articles are read so far. */
  readonly onProgress?: (read: number, articles: number) => void;
  /** How long Stores may take at the end, in milliseconds. Default 10 min. */
  readonly drainMs?: number;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface ReparseReport {
  readonly findings: ReparseFindings;
  /** Null when nothing was to be written. */
  readonly applied: ReparseApplied | null;
  readonly drained: DrainReport | null;
  readonly interrupted: boolean;
}

/** Revisions that were made. */
export interface ReparseApplied {
  readonly updated: number;
  readonly published: number;
  readonly quarantined: number;
  /** Changed by a Visit or a person since they were compared. */
  readonly passedOver: number;
}

const READ_BATCH = 100;
/** Small, as commits are: a large batch holds the event loop of the embedded ledger. */
const WRITE_BATCH = 50;
const MOST_LISTED = 20;
/** In place of a Source in events: a batch may be of several. */
const REPARSED = "reparse";

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

/** What one article's raw page reads as now. */
type Rereading =
  | { readonly kind: "article"; readonly before: Article; readonly article: Article }
  | { readonly kind: "refused"; readonly before: Article; readonly code: string; readonly message: string }
  | { readonly kind: "unreadable"; readonly before: Article; readonly code: string; readonly message: string };

async function findChanges(app: App, options: ReparseOptions, spool: ReadingSpool): Promise<ReparseFindings> {
  const startedMs = performance.now();
  const articles = await app.ledger.countSelected(options.selection);
  const fields: Partial<Record<RevisionField, number>> = {};
  const samples: ReparseSample[] = [];
  const failures: ReparseFailure[] = [];
  const count = { read: 0, changed: 0, cleared: 0, doubtful: 0, unreadable: 0 };
  const memories = new Map<string, SiteMemories>();
  const work = (before: Article): Promise<Rereading> => reread(app, before, memories);
  for await (const reading of mapAhead(selected(app, options), app.parsePool.threads * 2, work)) {
    count.read++;
    if (count.read % READ_BATCH === 0) options.onProgress?.(count.read, articles);
    const { before } = reading;
    const { id, url } = before;
    if (reading.kind !== "article") {
      count[reading.kind === "unreadable" ? "unreadable" : "doubtful"]++;
      const { code, message } = reading;
      if (failures.length < MOST_LISTED) failures.push({ id, url, code, message });
      continue;
    }
    const { article } = reading;
    const isSame = article.contentHash === before.contentHash && article.status === before.status;
    if (isSame) continue;
    if (before.status === "usable" && article.status !== "usable") {
      count.doubtful++;
      continue;
    }
    count.changed++;
    if (before.status !== "usable" && article.status === "usable") count.cleared++;
    for (const field of differingFields(before, article)) fields[field] = (fields[field] ?? 0) + 1;
    if (samples.length < MOST_LISTED) samples.push({ id, url, differences: describeDifferences(before, article) });
    await spool.add({ article, before: { revision: before.revision, contentHash: before.contentHash } });
  }
  return { articles, ...count, fields, samples, failures, seconds: (performance.now() - startedMs) / 1000 };
}

/** The articles, read a batch at a time. */
async function* selected(app: App, { selection, signal }: ReparseOptions): AsyncGenerator<Article> {
  for (let after = ""; !signal.aborted;) {
    const batch = await app.ledger.readSelected(selection, { after, limit: READ_BATCH });
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield* batch;
  }
}

async function reread(app: App, before: Article, memories: Map<string, SiteMemories>): Promise<Rereading> {
  try {
    const page = await rawStoryOf(before, app.archive);
    const source = app.config.sources.find(({ id }) => id === page.sourceId) ?? standInSource(page.sourceId);
    const known = memories.get(source.id) ?? new SiteMemories(app.ledger, source.id);
    memories.set(source.id, known);
    const { outcome } = await outcomeOf(page, source, app.parsePool, await known.of(page.finalUrl));
    const { result } = outcome;
    if (result.kind === "article") {
      // The record keeps its identity and what was found out about its copies.
      const article = { ...result.article, id: before.id, cluster: before.cluster };
      return { kind: "article", before, article };
    }
    const message = result.kind === "refused" ? result.message : `it reads as a notice of withdrawal`;
    return { kind: "refused", before, code: result.kind === "refused" ? result.code : "E_WITHDRAWN", message };
  } catch (error) {
    if (!(error instanceof CaibianError)) throw error;
    return { kind: "unreadable", before, code: error.code, message: messageOf(error) };
  }
}

async function applyChanges(app: App, spool: ReadingSpool, signal: AbortSignal): Promise<ReparseApplied> {
  await app.publisher.start();
  const applied = { updated: 0, published: 0, quarantined: 0, passedOver: 0 };
  for await (const batch of spool.batches(WRITE_BATCH)) {
    if (signal.aborted) break;
    const readings = await withGroups(app, batch);
    app.report({ kind: "commit-begins", sourceId: REPARSED, count: batch.length });
    const { effects, heads } = await app.ledger.revise(readings);
    app.report({ kind: "commit-ended", sourceId: REPARSED, count: batch.length });
    for (const effect of effects) applied[effect === "passed-over" ? "passedOver" : effect]++;
    if (heads.length > 0) await app.publisher.notify(heads.map(({ shard }) => shard));
  }
  // Their new wording is what copies are compared with from now on.
  await indexMissing(app.ledger, { most: applied.updated + applied.published, signal });
  return applied;
}

/** An article that is delivered for the first time is told its group of copies. */
async function withGroups(app: App, batch: readonly Reading[]): Promise<readonly Reading[]> {
  const usable = batch.flatMap(({ article }) => (article.status === "usable" ? [article] : []));
  const clusters = await linkCopies(usable, app.ledger.reprints);
  return batch.map(({ article, before }) => {
    const cluster = clusters.get(article.id) ?? article.cluster;
    return { before, article: { ...article, cluster } };
  });
}
