import { openLedger } from "@caibian/ledger";
import { loadConfig, prune } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";
import { pruneText } from "../output/prune-text.ts";
import { abortOnSignals } from "../signals.ts";

interface PruneCommandOptions {
  readonly config: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `caibian prune`: removes what `retain` of the config does not keep, also beside a running `serve`. */
export async function pruneCommand({
  config: file,
  dryRun = false,
  json = false,
}: PruneCommandOptions): Promise<number> {
  const config = await loadConfig(file, process.env);
  const signals = abortOnSignals();
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    const report = await prune(config, ledger, { isDry: dryRun, nowMs: Date.now(), signal: signals.signal });
    if (json) printJson(report);
    else printLines([pruneText(report)]);
    return report.interrupted ? EXIT.interrupted : EXIT.done;
  } finally {
    signals.stop();
    await ledger.close();
  }
}
