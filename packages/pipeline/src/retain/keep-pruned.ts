import type { Lease } from "@caibian/ledger";
import { JoinedAbort, messageOf } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { prune } from "./prune.ts";

/** How often, and how long after the start: a start has other work. */
const EVERY_MS = 6 * 3_600_000;
const FIRST_MS = 10 * 60_000;

/** Prunes on a timer, in one process at a time, until it is closed. */
export interface PruneKeeper {
  close(): Promise<void>;
}

/** Starts the timer. */
export function keepPruned(app: Pick<App, "config" | "ledger" | "report">): PruneKeeper {
  const stopping = new AbortController();
  let pruning: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      pruning = pruneAlone(app, stopping.signal).finally(() => wait(EVERY_MS));
    }, ms);
    timer.unref();
  };
  wait(FIRST_MS);
  return {
    async close() {
      stopping.abort();
      await pruning;
      clearTimeout(timer);
    },
  };
}

async function pruneAlone(
  { config, ledger, report }: Pick<App, "config" | "ledger" | "report">,
  stopping: AbortSignal,
): Promise<void> {
  let lease: Lease | null = null;
  try {
    lease = await ledger.leasePruning();
    if (lease === null) return;
    const ends = new JoinedAbort([stopping, lease.lost]);
    try {
      report({
        kind: "pruned",
        report: await prune(config, ledger, { isDry: false, nowMs: Date.now(), signal: ends.signal }),
      });
    } finally {
      ends.close();
    }
  } catch (error) {
    report({ kind: "warning", text: `What is old could not be pruned for now: ${messageOf(error)}` });
  } finally {
    await lease?.release();
  }
}
