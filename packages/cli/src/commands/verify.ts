import { openLedger } from "@caibian/ledger";
import { loadConfig, verifyHeld, type VerifyReport } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { knownStore } from "../inputs/known-store.ts";
import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";
import { abortOnSignals } from "../signals.ts";

interface VerifyCommandOptions {
  readonly config: string;
  readonly repair?: boolean;
  readonly json?: boolean;
}

/** `caibian verify STORE`: what the Store holds against what it ought to hold, also beside a running `serve`. */
export async function verifyCommand(storeId: string, options: VerifyCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const store = knownStore(storeId, config);
  const { repair = false, json = false } = options;
  const signals = abortOnSignals();
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    const report = await verifyHeld(config, store, ledger, { repair, signal: signals.signal });
    if (json) printJson(report);
    else printLines(linesOf(report, repair));
    return report.left > 0 ? EXIT.someFailed : EXIT.done;
  } catch (error) {
    if (!signals.signal.aborted) throw error;
    process.stderr.write("Stopped. What was repaired stays; the same command does the rest.\n");
    return EXIT.interrupted;
  } finally {
    signals.stop();
    await ledger.close();
  }
}

function linesOf(report: VerifyReport, isRepaired: boolean): readonly string[] {
  const { storeId, compared, held, counts, behind, deadLetters, repaired, left, first } = report;
  const lines = [
    `store ${storeId}: ${compared} articles compared with ${held} records; ${behind} not there yet, ${deadLetters} among the dead letters`,
    "",
    table(
      ["missing", "older", "newer", "different", "still there", "surplus"],
      [[counts.missing, counts.older, counts.newer, counts.different, counts["still-there"], counts.surplus]],
    ),
  ];
  if (first.length > 0) {
    const rows = first.map((one) => [
      one.articleId,
      one.kind,
      one.expected ?? "-",
      one.held ?? "-",
      one.isRepaired ? "repaired" : "",
    ]);
    lines.push("", table(["article", "what", "ledger", "store", ""], rows));
  }
  lines.push(
    "",
    left === 0 ? `Nothing is left to mend; ${repaired} repaired.` : `${left} differ, ${repaired} repaired.`,
  );
  if (left > 0 && !isRepaired) lines.push(`  next:  caibian verify ${storeId} --repair`);
  return lines;
}
