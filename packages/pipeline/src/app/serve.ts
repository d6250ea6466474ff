import { messageOf } from "@caibian/schema";

import { indexMissing } from "../reprints/index-missing.ts";
import { keepPruned } from "../retain/keep-pruned.ts";
import { keepSchedules } from "../schedule/keep-schedules.ts";
import { visitJob } from "../schedule/visit-job.ts";
import type { App } from "./open-app.ts";

export interface ServeOptions {
  /** Visits side by side in this process. Default 8. */
  readonly visits?: number;
  /** Keep the schedules: of the processes that would, one at a time does; workers never. */
  readonly leader: boolean;
}

/** A caibian that visits on schedule and delivers until it is told to stop. */
export interface Serving {
  /** Ends within about 10 s: running batches are committed, the rest waits in the ledger. */
  stop(): Promise<void>;
}

/** What runs may take this long to end; a supervisor kills after 10 s. */
const GRACE_MS = 4_000;

/** Starts the workers and, in the process that leads, the schedules. */
export async function serve(app: App, options: ServeOptions): Promise<Serving> {
  const stopping = new AbortController();
  await app.publisher.start();
  const visits = await app.queue.work("visit", visitJob(app, stopping.signal), { concurrency: options.visits ?? 8 });
  const schedules = options.leader ? await keepSchedules(app) : null;
  const pruning = options.leader ? keepPruned(app) : null;
  const indexing = options.leader ? indexReprints(app, stopping.signal) : Promise.resolve();
  return {
    async stop() {
      stopping.abort();
      await Promise.all([
        visits.close(GRACE_MS),
        app.publisher.close(GRACE_MS),
        schedules?.close(),
        pruning?.close(),
        indexing,
      ]);
    },
  };
}

/** An older ledger has no index of reprints yet, and one that was emptied is made again, beside the visits. */
async function indexReprints(app: App, signal: AbortSignal): Promise<void> {
  try {
    await indexMissing(app.ledger, { most: Number.MAX_SAFE_INTEGER, signal });
  } catch (error) {
    app.report({ kind: "warning", text: `The index of reprints could not be brought up to date: ${messageOf(error)}` });
  }
}
