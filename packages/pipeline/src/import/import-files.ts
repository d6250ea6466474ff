import type { DrainReport } from "@caibian/publisher";
import { CaibianError, messageOf, type Source } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { refuseUnknownSource } from "../config/unknown-source.ts";
import { chooseSource } from "./choose-source.ts";
import { ImportTally, type ImportCounts, type ImportProblem } from "./import-report.ts";
import { ImportVisits } from "./import-visits.ts";
import { StoryJoiner } from "./join-stories.ts";
import { readPages, type PageFilter } from "./read-pages.ts";
import { IMPORT_ID, standInSource } from "./stand-in-source.ts";
import { rehearse, takeOver, type FiledStory } from "./take-over.ts";

/** What to import. */
export interface ImportOptions {
  /** WARC files, compressed or not. */
  readonly files: readonly string[];
  /** The Source that all pages belong to. Default: by host, and `import` for those of no Source. */
  readonly sourceId?: string | undefined;
  /** Only pages fetched at or after, ISO 8601. */
  readonly since?: string | undefined;
  /** Only pages whose URL begins with this. */
  readonly urlPrefix?: string | undefined;
  /** Read and count, write nothing. Default false. */
  readonly isDryRun?: boolean;
  /** How long Stores may take at the end, in milliseconds. Default 10 min. */
  readonly drainMs?: number;
  readonly signal: AbortSignal;
  /** Told after every batch. */
  readonly onProgress?: (counts: ImportCounts) => void;
}

/** What came of it. */
export interface ImportReport {
  readonly counts: ImportCounts;
  readonly problems: readonly ImportProblem[];
  /** Sources whose changes were held back: too many articles changed at once. */
  readonly heldSources: readonly string[];
  readonly drained: DrainReport | null;
  readonly interrupted: boolean;
}

/** A batch leaves when it has so many stories or bytes. */
const BATCH = { stories: 50, bytes: 16 * 1024 * 1024 };

/**
 * Takes the pages of WARC files over as if they had been fetched when they were archived: archived again, parsed,
 * committed, delivered. Memory is bounded whatever the files' size. Cut off at any point, the same call goes on: what
 * is committed is known by the time of its look.
 */
export async function importFiles(app: App, options: ImportOptions): Promise<ImportReport> {
  const { signal, isDryRun = false } = options;
  const tally = new ImportTally();
  const sources = sourcesFor(app, options);
  const visits = new ImportVisits(app, signal);
  const heldSources: string[] = [];
  if (!isDryRun) await app.publisher.start();
  try {
    for await (const batch of batchesOf(options, tally)) {
      for (const [source, stories] of groupBySource(batch, sources)) {
        const visit = isDryRun ? null : await visits.of(source);
        if (isDryRun) await rehearse(app, source, stories, tally.counts);
        else if (visit !== null) await takeOver(app, visit, stories, tally.counts);
      }
      options.onProgress?.(tally.counts);
      if (signal.aborted) break;
    }
  } catch (error) {
    await visits.end({ outcome: "failed", error: { code: codeOf(error), message: messageOf(error).slice(0, 500) } });
    throw error;
  }
  for (const { visit, counts, settlement } of await visits.end({ outcome: signal.aborted ? "stopped" : "done" })) {
    tally.counts.updated += counts.updated;
    tally.counts.withdrawn += counts.withdrawn;
    tally.counts.held += settlement?.held ?? 0;
    if ((settlement?.held ?? 0) > 0) heldSources.push(visit.sourceId);
  }
  const drained = isDryRun ? null : await app.publisher.drain({ timeoutMs: options.drainMs ?? 600_000, signal });
  return { counts: tally.counts, problems: tally.problems, heldSources, drained, interrupted: signal.aborted };
}

/** By which URLs are given to Sources. */
interface Sources {
  readonly all: readonly Source[];
  readonly other: Source;
}

function sourcesFor({ config }: App, { sourceId }: ImportOptions): Sources {
  if (sourceId !== undefined) {
    refuseUnknownSource(
      [sourceId],
      config.sources.map((source) => source.id),
      "Name one of those, or none: pages then go to the source of their host.",
    );
  }
  const other = config.sources.find(({ id }) => id === (sourceId ?? IMPORT_ID)) ?? standInSource(IMPORT_ID);
  return { all: sourceId === undefined ? config.sources : [], other };
}

function groupBySource(batch: readonly FiledStory[], { all, other }: Sources): ReadonlyMap<Source, FiledStory[]> {
  const groups = new Map<Source, FiledStory[]>();
  for (const story of batch) {
    const source = chooseSource(story.first.url, all) ?? other;
    const group = groups.get(source);
    if (group === undefined) groups.set(source, [story]);
    else group.push(story);
  }
  return groups;
}

async function* batchesOf(options: ImportOptions, tally: ImportTally): AsyncGenerator<readonly FiledStory[]> {
  let batch: FiledStory[] = [];
  let bytes = 0;
  for await (const story of storiesOf(options, tally)) {
    batch.push(story);
    for (const page of [story.first, ...story.parts]) bytes += page.bytes.length;
    if (batch.length < BATCH.stories && bytes < BATCH.bytes) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* storiesOf({ files, since, urlPrefix }: ImportOptions, tally: ImportTally): AsyncGenerator<FiledStory> {
  const filter: PageFilter = {
    sinceMs: since === undefined ? null : Date.parse(since),
    urlPrefix: urlPrefix ?? null,
  };
  for (const file of files) {
    const joiner = new StoryJoiner();
    for await (const page of readPages(file, filter, tally))
      for (const story of joiner.take(page)) yield { ...story, file };
    for (const story of joiner.rest()) yield { ...story, file };
    tally.counts.strayParts += joiner.strays;
  }
}

function codeOf(error: unknown): string {
  return error instanceof CaibianError ? error.code : "E_IMPORT";
}
