/** How long `serve` and `worker` take to end at most, in milliseconds: supervisors kill after 10 s. */
export const STOP_MS = 8_500;

/** What to do about an end that takes too long. */
export interface SignalOptions {
  /** The process is gone this many milliseconds after the first signal, whatever still runs. Default: no bound. */
  readonly deadlineMs?: number;
}

/** A signal that aborts on SIGINT or SIGTERM; a second one ends the process at once. */
export function abortOnSignals({ deadlineMs }: SignalOptions = {}): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    if (deadlineMs !== undefined) setTimeout(leave, deadlineMs).unref();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    stop() {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
}

/** What is cut off here is what a killed process leaves: the ledger and the Stores take it up at the next start. */
function leave(): never {
  process.stderr.write("Not everything ended in time: what was open is taken up at the next start.\n");
  process.exit();
}
