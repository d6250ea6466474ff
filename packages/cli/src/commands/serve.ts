import { startConsole } from "@caibian/console";
import { GATHER_MS, fanOut, loadConfig, openApp, serve, Tally, type Serving } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { startLogger } from "../output/logger.ts";
import { countOf } from "../output/count.ts";
import { printLines } from "../output/print.ts";
import { abortOnSignals, STOP_MS } from "../signals.ts";

interface ServeCommandOptions {
  readonly config: string;
  readonly host?: string;
  readonly port?: number;
  readonly json?: boolean;
}

/** `caibian serve`: schedules, visits, deliveries and the console, until SIGTERM or Ctrl-C. */
export async function serveCommand(options: ServeCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const tally = new Tally();
  const signals = abortOnSignals({ deadlineMs: STOP_MS });
  const app = await openApp(config, {
    env: process.env,
    gatherMs: GATHER_MS.serve,
    report: fanOut(tally.listen, startLogger(options.json ?? false)),
  });
  let serving: Serving | null = null;
  try {
    serving = await serve(app, { leader: true });
    const console_ = await startConsole(app, {
      host: options.host ?? config.console.host,
      port: options.port ?? config.console.port,
      tally,
    });
    printLines([`caibian serves ${countOf(config.sources.length, "source")}. Console: ${console_.url}`]);
    await untilAborted(signals.signal);
    await console_.close();
    return EXIT.done;
  } finally {
    signals.stop();
    await serving?.stop();
    await app.close();
  }
}

/** Resolves when the signal aborts. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
