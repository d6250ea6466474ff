import {
  GATHER_MS,
  fanOut,
  loadConfig,
  nextStepOf,
  openApp,
  refuseUnknownSource,
  runOnce,
  Tally,
  type RunReport,
} from "@caibian/pipeline";
import { EXIT, type HealthChange } from "@caibian/schema";

import { healthText } from "../output/health-text.ts";
import { gravestOf } from "../output/exit-codes.ts";
import { printJson, printLines } from "../output/print.ts";
import { factsOf, linesOf } from "../output/print-error.ts";
import { startProgress } from "../output/progress.ts";
import { storeExitCodes, storeLines } from "../output/store-lines.ts";
import { table } from "../output/table.ts";
import { abortOnSignals } from "../signals.ts";

interface RunCommandOptions {
  readonly config: string;
  readonly recheck?: boolean;
  readonly json?: boolean;
}

/** `caibian run`: visits the sources once, delivers, reports, exits. */
export async function runCommand(only: readonly string[], options: RunCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  refuseUnknownSource(
    only,
    config.sources.map((source) => source.id),
  );
  const tally = new Tally();
  const progress = startProgress(tally);
  const signals = abortOnSignals();
  const app = await openApp(config, {
    env: process.env,
    gatherMs: GATHER_MS.run,
    report: fanOut(tally.listen, progress.listen),
  });
  try {
    const report = await runOnce(app, {
      ...(only.length > 0 ? { only } : {}),
      recheckAll: options.recheck ?? false,
      signal: signals.signal,
    });
    progress.end();
    print(report, tally, options.json ?? false);
    return exitCodeOf(report, tally);
  } finally {
    signals.stop();
    await app.close();
  }
}

function print(report: RunReport, tally: Tally, json: boolean): void {
  const broken = report.broken.map(({ sourceId, error }) => ({ sourceId, ...factsOf(error) }));
  if (json) {
    const { drained, interrupted } = report;
    const { counts, failures, heldSources, healthChanges } = tally;
    printJson({ counts, failures, heldSources, healthChanges, broken, stores: drained.stores, interrupted });
    return;
  }
  const { counts } = tally;
  printLines([
    table(
      ["new", "changed", "withdrawn", "unchanged", "held", "quarantined", "refused", "failed", "delivered"],
      [
        [
          counts.published,
          counts.updated,
          counts.withdrawn,
          counts.unchanged,
          counts.held,
          counts.quarantined,
          counts.refused,
          counts.failed,
          counts.delivered,
        ],
      ],
    ),
    ...(tally.failures.length > 0
      ? [
          "",
          table(
            ["source", "code", "url", "why"],
            tally.failures.map((f) => [f.sourceId, f.code, f.url, f.message]),
          ),
        ]
      : []),
    ...tally.heldSources.flatMap((id) => [
      "",
      `source ${id}: too many of its articles changed or vanished at once, so nothing of that was delivered`,
      `  next:  look at the site; then caibian status --release ${id} (deliver it) or --drop ${id} (forget it)`,
    ]),
    ...(tally.healthChanges.length > 0 ? ["", ...tally.healthChanges.flatMap(healthLines)] : []),
    ...report.broken.flatMap(({ error }) => ["", ...linesOf(error)]),
    ...storeLines(report.drained.stores),
    ...(report.interrupted ? ["", "Interrupted. Nothing is lost: run again and it goes on from here."] : []),
  ]);
}

function healthLines(change: HealthChange): readonly string[] {
  const next = nextStepOf(change.to);
  return [healthText(change), ...(next === null ? [] : [`  next:  ${next}`])];
}

function exitCodeOf(report: RunReport, tally: Tally): number {
  if (report.interrupted) return EXIT.interrupted;
  const codes = [
    ...report.broken.map(({ error }) => error.exitCode),
    ...storeExitCodes(report.drained.stores, EXIT.someFailed),
  ];
  const gravest = gravestOf(codes);
  if (gravest !== null) return gravest;
  const { failed, refused, deadLetters } = tally.counts;
  return codes.length + tally.heldSources.length + failed + refused + deadLetters > 0 ? EXIT.someFailed : EXIT.done;
}
