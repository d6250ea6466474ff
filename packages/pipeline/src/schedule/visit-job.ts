import { PLAN_SLACK_MS, type ScheduleState } from "@caibian/ledger";
import { nextRun } from "@caibian/queue";
import { JoinedAbort, type JobContext, type JobOutcome, type Lanes, type Source } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { RestingSources } from "../app/resting-sources.ts";
import { asVisitError } from "../app/run-once.ts";
import { visitSource } from "../visit/visit-source.ts";

/** A Source that another process visits is looked at again after this time. */
const BUSY_SOURCE_MS = 3_000;

type VisitJob = (data: Lanes["visit"], context: JobContext) => Promise<JobOutcome>;
type Reason = Lanes["visit"]["reason"];

/**
 * What a visit job does: one Visit, when the ledger's plan says that one is to be made. A tick that comes twice, or
 * late beside the run that made up for it, finds that nothing is due.
 */
export function visitJob(app: App, stopping: AbortSignal): VisitJob {
  const sources = new Map(app.config.sources.map((source) => [source.id, source]));
  const resting = new RestingSources(app.report);

  return async ({ sourceId, reason: told }, context) => {
    const source = sources.get(sourceId);
    if (source === undefined) {
      app.report({ kind: "warning", text: `A visit of "${sourceId}" was due, which is not in the config: skipped.` });
      return { kind: "done" };
    }
    const lease = await app.ledger.leaseSource(sourceId);
    if (lease === null) return { kind: "again", afterMs: BUSY_SOURCE_MS };
    const ends = new JoinedAbort([context.signal, stopping, lease.lost]);
    try {
      const startedMs = Date.now();
      const plan = await app.ledger.plans.of(sourceId);
      const reason = reasonOf(plan, told, startedMs);
      if (reason === null) return { kind: "done" };
      if (reason === "hand" || !resting.has(source)) await visit(app, source, { reason, signal: ends.signal });
      // Broken off by a stop, it is still to be made.
      if (plan !== null && !ends.signal.aborted) {
        await app.ledger.plans.ran(plan, { startedMs, nextMs: nextMsOf(source, startedMs) });
      }
    } finally {
      ends.close();
      await lease.release();
    }
    return { kind: "done" };
  };
}

/** Why to visit now, or null: not to. */
function reasonOf(plan: ScheduleState | null, told: Reason, nowMs: number): Reason | null {
  if (plan?.askedAt !== null && plan?.askedAt !== undefined) return "hand";
  if (told === "hand" || plan === null) return told;
  const isDue = plan.nextAt !== null && Date.parse(plan.nextAt) <= nowMs + PLAN_SLACK_MS;
  return plan.pausedAt === null && isDue ? "schedule" : null;
}

/** The first planned run that this one does not stand for. */
function nextMsOf({ schedule, timeZone }: Source, startedMs: number): number | null {
  return schedule === null ? null : nextRun(schedule, timeZone, startedMs + PLAN_SLACK_MS);
}

async function visit(
  app: App,
  source: Source,
  { reason, signal }: { readonly reason: Reason; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await visitSource(source, app.visitDoors, { recheckAll: false, reason, signal });
  } catch (error) {
    const visitError = asVisitError(source.id, error);
    app.report({ kind: "warning", text: `${visitError.message} ${visitError.next ?? ""}` });
  }
}
