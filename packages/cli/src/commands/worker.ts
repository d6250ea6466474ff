import { GATHER_MS, loadConfig, openApp, serve } from "@caibian/pipeline";
import { CaibianError, EXIT } from "@caibian/schema";

import { startLogger } from "../output/logger.ts";
import { printLines } from "../output/print.ts";
import { abortOnSignals, STOP_MS } from "../signals.ts";
import { untilAborted } from "./serve.ts";

/** `caibian worker`: visits and delivers beside a `serve`; needs a ledger and a queue that processes can share. */
export async function workerCommand(options: { readonly config: string; readonly json?: boolean }): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  if (!/^postgres(ql)?:\/\//.test(config.ledger)) {
    throw new CaibianError({
      code: "E_CONFIG",
      what: "A worker needs a ledger that several processes can share",
      where: config.ledger,
      why: "the embedded ledger has one owner",
      next: "Set DATABASE_URL (and REDIS_URL for a queue on Redis), or let `caibian serve` do the work alone.",
      exitCode: EXIT.config,
    });
  }
  const signals = abortOnSignals({ deadlineMs: STOP_MS });
  const app = await openApp(config, {
    env: process.env,
    gatherMs: GATHER_MS.serve,
    report: startLogger(options.json ?? false),
    leadsSources: false,
  });
  try {
    const serving = await serve(app, { leader: false });
    printLines(["caibian worker is ready."]);
    await untilAborted(signals.signal);
    await serving.stop();
    return EXIT.done;
  } finally {
    signals.stop();
    await app.close();
  }
}
