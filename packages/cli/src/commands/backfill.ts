import { openLedger, type Ledger } from "@caibian/ledger";
import { GATHER_MS, fanOut, loadConfig, openApp, Tally } from "@caibian/pipeline";
import { EXIT, type BackfillProgress, type BackfillSelection, type Config } from "@caibian/schema";

import { refuseForeignSource } from "../inputs/known-source.ts";
import { knownStore } from "../inputs/known-store.ts";
import { startLogger } from "../output/logger.ts";
import { printJson, printLines } from "../output/print.ts";
import { storeLines } from "../output/store-lines.ts";
import { abortOnSignals } from "../signals.ts";

interface BackfillCommandOptions {
  readonly config: string;
  readonly since?: string;
  readonly source?: string;
  readonly cancel?: boolean;
  readonly json?: boolean;
}

const NO_LIMIT_MS = 2 ** 31 - 1;

/** `caibian backfill STORE`: what is current once more, beside the news; a running `serve` does the sending. */
export async function backfillCommand(storeId: string, options: BackfillCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  knownStore(storeId, config);
  const { since, source } = options;
  const selection = {
    ...(since === undefined ? {} : { since }),
    ...(source === undefined ? {} : { sourceId: source }),
  };
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    await refuseForeignSource(source, config, ledger);
    if (options.cancel === true) return await cancel(ledger, storeId, options);
    if (ledger.role === "visitor") {
      const progress = await ledger.history.startBackfill(storeId, selection);
      print(progress, options, "The process that serves sends it; `caibian status` shows how far it has come.");
      return EXIT.done;
    }
  } finally {
    await ledger.close();
  }
  return sendHere(config, storeId, selection, options);
}

async function cancel(ledger: Ledger, storeId: string, options: BackfillCommandOptions): Promise<number> {
  const progress = await ledger.history.cancelBackfill(storeId);
  if (progress !== null) print(progress, options, "Cancelled.");
  else if (options.json === true) printJson(null);
  else printLines([`No backfill of ${storeId} is under way.`]);
  return EXIT.done;
}

async function sendHere(
  config: Config,
  storeId: string,
  selection: BackfillSelection,
  options: BackfillCommandOptions,
): Promise<number> {
  const signals = abortOnSignals();
  const report = fanOut(new Tally().listen, startLogger(false));
  const app = await openApp(config, { env: process.env, gatherMs: GATHER_MS.run, report, leadsSources: false });
  try {
    const begun = await app.publisher.backfill(storeId, selection);
    const drained = await app.publisher.drain({ only: [storeId], timeoutMs: NO_LIMIT_MS, signal: signals.signal });
    const [progress = begun] = await app.ledger.history.backfills([storeId]);
    print(progress, options, progress.state === "done" ? "Done." : "Not done yet: the next run or serve goes on.");
    if (options.json !== true) printLines(storeLines(drained.stores));
    if (signals.signal.aborted) return EXIT.interrupted;
    return drained.isDone ? EXIT.done : (drained.stores[0]?.exitCode ?? EXIT.someFailed);
  } finally {
    signals.stop();
    await app.close();
  }
}

function print(progress: BackfillProgress, options: BackfillCommandOptions, summary: string): void {
  if (options.json === true) {
    printJson(progress);
    return;
  }
  const { storeId, sent, total } = progress;
  const hint =
    total === 0 ? ["  Nothing that it has behind it fits; a new store begins with what is current anyway."] : [];
  printLines([`backfill of ${storeId}: ${sent} of ${total} sent. ${summary}`, ...hint]);
}
