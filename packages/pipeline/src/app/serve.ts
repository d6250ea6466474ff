import { JoinedAbort, messageOf, type Source, type Working } from "@caibian/schema";

import { indexMissing } from "../reprints/index-missing.ts";
import { visitSource } from "../visit/visit-source.ts";
import type { App } from "./open-app.ts";
import { RestingSources } from "./resting-sources.ts";
import { asVisitError } from "./run-once.ts";

export interface ServeOptions {
  /** Visits side by side in this process. Default 8. */
  readonly visits?: number;
  /** Register the schedules (one process does, workers do not). */
  readonly leader: boolean;
}

/** A caibian that visits on schedule and delivers until it is told to stop. */
export interface Serving {
  /** Ends within about 10 s: running batches are committed, the rest waits in the ledger. */
  stop(): Promise<void>;
}

/** A Source that another process visits is looked at again after this time. */
const BUSY_SOURCE_MS = 3_000;
/** Schedules are set again now and then: a wiped Redis forgets them. */
const RECONCILE_MS = 15_000;
const GRACE_MS = 8_000;

/** Starts the workers and, in the leading process, the schedules. */
export async function serve(app: App, options: ServeOptions): Promise<Serving> {
  const stopping = new AbortController();
  const sources = new Map(app.config.sources.map((source) => [source.id, source]));
  const resting = new RestingSources(app.report);

  await app.publisher.start();
  const visits = await app.queue.work(
    "visit",
    async ({ sourceId, reason }, context) => {
      const source = sources.get(sourceId);
      if (source === undefined) {
        app.report({ kind: "warning", text: `A visit of "${sourceId}" was due, which is not in the config: skipped.` });
        return { kind: "done" };
      }
      if (reason === "schedule" && resting.has(source)) return { kind: "done" };
      const lease = await app.ledger.leaseSource(sourceId);
      if (lease === null) return { kind: "again", afterMs: BUSY_SOURCE_MS };
      const ends = new JoinedAbort([context.signal, stopping.signal, lease.lost]);
      try {
        await visitSource(source, app.visitDoors, { recheckAll: false, reason, signal: ends.signal });
      } catch (error) {
        const visitError = asVisitError(sourceId, error);
        app.report({ kind: "warning", text: `${visitError.message} ${visitError.next ?? ""}` });
      } finally {
        ends.close();
        await lease.release();
      }
      return { kind: "done" };
    },
    { concurrency: options.visits ?? 8 },
  );
  const timer = options.leader ? await keepSchedules(app) : undefined;
  const indexing = options.leader ? indexReprints(app, stopping.signal) : Promise.resolve();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await closeAll([visits]);
      await indexing;
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

async function keepSchedules(app: App): Promise<NodeJS.Timeout> {
  const schedules = app.config.sources.filter(isScheduled).map((source) => ({
    id: `visit:${source.id}`,
    cron: source.schedule,
    timeZone: source.timeZone,
    data: { sourceId: source.id, reason: "schedule" as const },
  }));
  await app.queue.schedule("visit", schedules);
  const timer = setInterval(() => {
    app.queue.schedule("visit", schedules).catch((error: unknown) => {
      app.report({ kind: "warning", text: `The schedules could not be renewed: ${String(error)}` });
    });
  }, RECONCILE_MS);
  timer.unref();
  return timer;
}

function isScheduled(source: Source): source is Source & { readonly schedule: string } {
  return source.schedule !== null;
}

async function closeAll(working: readonly Working[]): Promise<void> {
  await Promise.all(working.map((work) => work.close(GRACE_MS)));
}
