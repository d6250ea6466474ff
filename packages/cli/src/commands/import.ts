import { GATHER_MS, importFiles, loadConfig, openApp, type ImportCounts, type ImportReport } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { refuseUnreadable } from "../inputs/readable-file.ts";
import { startLogger } from "../output/logger.ts";
import { gravestOf } from "../output/exit-codes.ts";
import { printJson, printLines } from "../output/print.ts";
import { storeExitCodes, storeLines } from "../output/store-lines.ts";
import { table } from "../output/table.ts";
import { startTicker } from "../output/ticker.ts";
import { abortOnSignals } from "../signals.ts";

interface ImportCommandOptions {
  readonly config: string;
  readonly source?: string;
  readonly since?: string;
  readonly urlPrefix?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `caibian import`: pages of WARC files into the ledger and the Stores. */
export async function importCommand(files: readonly string[], options: ImportCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  for (const file of files) await refuseUnreadable(file);
  const ticker = startTicker();
  const signals = abortOnSignals();
  const startedMs = performance.now();
  const app = await openApp(config, {
    env: process.env,
    gatherMs: GATHER_MS.run,
    report: startLogger(false),
    leadsSources: false,
  });
  try {
    const report = await importFiles(app, {
      files,
      sourceId: options.source,
      since: options.since,
      urlPrefix: options.urlPrefix,
      isDryRun: options.dryRun ?? false,
      signal: signals.signal,
      onProgress: (counts) => ticker.tick(progressLine(counts, (performance.now() - startedMs) / 1000)),
    });
    ticker.end();
    print(report, options);
    return exitCodeOf(report);
  } finally {
    signals.stop();
    await app.close();
  }
}

function progressLine(counts: ImportCounts, seconds: number): string {
  const rate = (counts.stories + counts.known) / Math.max(seconds, 0.001);
  const parts = [`records ${counts.records}`, `stories ${counts.stories}`, `new ${counts.published}`];
  return [...parts, `known ${counts.known}`, `errors ${counts.errors}`, `${rate.toFixed(1)} stories/s`].join(" · ");
}

function print(
  { counts, problems, heldSources, drained, interrupted }: ImportReport,
  options: ImportCommandOptions,
): void {
  if (options.json === true) {
    printJson({
      dryRun: options.dryRun ?? false,
      counts,
      problems,
      heldSources,
      stores: drained?.stores ?? [],
      interrupted,
    });
    return;
  }
  const { records, filtered, notPages, strayParts, known, stories } = counts;
  const { published, updated, unchanged, quarantined, refused, held, errors } = counts;
  const isDryRun = options.dryRun === true;
  printLines([
    table(
      ["records", "left out", "no pages", "stray parts", "known", "stories"],
      [[records, filtered, notPages, strayParts, known, stories]],
    ),
    "",
    table(
      [isDryRun ? "sure" : "new", "changed", "unchanged", "quarantined", "no article", "held", "errors"],
      [[published, updated, unchanged, quarantined, refused, held, errors]],
    ),
    ...(isDryRun ? ["", "A dry run: nothing was written."] : []),
    ...(problems.length === 0
      ? []
      : [
          "",
          table(
            ["file", "offset", "code", "why"],
            problems.map((p) => [p.file, p.offset, p.code, p.why]),
          ),
        ]),
    ...heldSources.flatMap((id) => [
      "",
      `source ${id}: too many of its articles read otherwise at once, so nothing of that was delivered`,
      `  next:  caibian status --release ${id} (deliver it) or --drop ${id} (forget it)`,
    ]),
    ...storeLines(drained?.stores ?? []),
    ...(interrupted ? ["", "Interrupted. Nothing is lost: run again and it goes on from here."] : []),
  ]);
}

function exitCodeOf({ counts, heldSources, drained, interrupted }: ImportReport): number {
  if (interrupted) return EXIT.interrupted;
  const codes = storeExitCodes(drained?.stores ?? [], EXIT.someFailed);
  const gravest = gravestOf(codes);
  if (gravest !== null) return gravest;
  return codes.length + heldSources.length + counts.errors > 0 ? EXIT.someFailed : EXIT.done;
}
