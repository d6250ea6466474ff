import { GATHER_MS, loadConfig, openApp, reparse, type ReparseFindings, type ReparseReport } from "@caibian/pipeline";
import { CaibianError, EXIT } from "@caibian/schema";

import { refuseForeignSource } from "../inputs/known-source.ts";
import { startLogger } from "../output/logger.ts";
import { gravestOf } from "../output/exit-codes.ts";
import { printJson, printLines } from "../output/print.ts";
import { storeExitCodes, storeLines } from "../output/store-lines.ts";
import { table } from "../output/table.ts";
import { startTicker } from "../output/ticker.ts";
import { abortOnSignals } from "../signals.ts";

interface ReparseCommandOptions {
  readonly config: string;
  readonly source?: string;
  readonly since?: string;
  readonly url?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Up to this part of the articles, and always one article, may change without `--yes`. */
const MOST_UNASKED = 0.01;

/** `caibian reparse`: says how many articles would change, and changes them if that is few or agreed to. */
export async function reparseCommand(options: ReparseCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ticker = startTicker();
  const signals = abortOnSignals();
  const app = await openApp(config, {
    env: process.env,
    gatherMs: GATHER_MS.run,
    report: startLogger(false),
    leadsSources: false,
  });
  try {
    const { source, since, url } = options;
    await refuseForeignSource(source, config, app.ledger);
    if (url !== undefined && (await app.ledger.countSelected({ url })) === 0) throw noSuchUrl(url);
    const report = await reparse(app, {
      selection: { source, since, url },
      agree: (findings) => {
        ticker.end();
        if (options.json !== true) printFindings(findings);
        return options.dryRun !== true && (options.yes === true || !needsYes(findings));
      },
      onProgress: (read, articles) => ticker.tick(`read ${read} of ${articles} articles again`),
      signal: signals.signal,
    });
    ticker.end();
    const isRefused =
      !report.interrupted && options.dryRun !== true && options.yes !== true && needsYes(report.findings);
    if (options.json === true) printJson({ ...report, dryRun: options.dryRun ?? false, needsYes: isRefused });
    else printEnd(report, options.dryRun === true, isRefused);
    return exitCodeOf(report, isRefused);
  } finally {
    signals.stop();
    await app.close();
  }
}

function noSuchUrl(url: string): CaibianError {
  return new CaibianError({
    code: "E_USAGE",
    what: "No article has this URL",
    where: url,
    next: "List them with `caibian articles --text WORDS`.",
    exitCode: EXIT.usage,
  });
}

function needsYes({ changed, read }: ReparseFindings): boolean {
  return changed > Math.max(1, read * MOST_UNASKED);
}

function printFindings(findings: ReparseFindings): void {
  const { read, articles, changed, cleared, doubtful, erased, unreadable, fields, samples, failures, seconds } =
    findings;
  const percent = ((100 * changed) / Math.max(read, 1)).toFixed(1);
  const rate = (read / Math.max(seconds, 0.001)).toFixed(0);
  const differences = samples.flatMap((sample) =>
    sample.differences.map(({ field, before, after }) => [sample.id, field, before, after]),
  );
  printLines([
    `${changed} of ${read} articles would change (${percent} %); ${read} of ${articles} read in ${seconds.toFixed(1)} s, ${rate} a second`,
    `  doubted before and sure now: ${cleared}`,
    `  delivered and doubtful now, left as they are: ${doubtful}`,
    `  with a raw page that was erased on request: ${erased}`,
    `  without a raw page: ${unreadable}`,
    ...(changed === 0 ? [] : ["", table(["field", "articles"], Object.entries(fields))]),
    ...(differences.length === 0 ? [] : ["", table(["article", "field", "before", "after"], differences)]),
    ...(failures.length === 0
      ? []
      : [
          "",
          table(
            ["article", "code", "why"],
            failures.map(({ id, code, message }) => [id, code, message]),
          ),
        ]),
  ]);
}

function printEnd({ applied, drained, interrupted }: ReparseReport, isDryRun: boolean, isRefused: boolean): void {
  const lines = [
    ...(isDryRun ? ["", "A dry run: nothing was written."] : []),
    ...(isRefused
      ? ["", "More than 1 % of the articles would change, so nothing was written: add --yes to go ahead."]
      : []),
    ...(applied === null
      ? []
      : [
          "",
          table(
            ["corrected", "published", "still doubted", "changed meanwhile"],
            [[applied.updated, applied.published, applied.quarantined, applied.passedOver]],
          ),
        ]),
    ...storeLines(drained?.stores ?? []),
    ...(interrupted ? ["", "Interrupted. Nothing is lost: run again and it goes on from here."] : []),
  ];
  if (lines.length > 0) printLines(lines);
}

function exitCodeOf({ drained, interrupted, findings }: ReparseReport, isRefused: boolean): number {
  if (interrupted) return EXIT.interrupted;
  if (isRefused) return EXIT.usage;
  const codes = storeExitCodes(drained?.stores ?? [], EXIT.someFailed);
  const gravest = gravestOf(codes);
  if (gravest !== null) return gravest;
  return codes.length + findings.unreadable > 0 ? EXIT.someFailed : EXIT.done;
}
