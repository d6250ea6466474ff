import type { Lease, Plan, ScheduleState } from "@caibian/ledger";
import { nextRun } from "@caibian/queue";
import { messageOf, type Schedule, type Source } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { DEFAULT_JITTER_SECONDS, jitterOf } from "./jitter.ts";

/** How often wishes and missed runs are looked for. */
const LOOK_MS = 2_000;
/** The queue's schedules are compared with the ledger this often: a wiped Redis forgets them. */
const RECONCILE_MS = 15_000;
/** A run that is this late was missed; before that its tick is on its way. */
const MISSED_MS = 5_000;

/** What keeping the schedules needs of an App. */
export type ScheduleDoors = Pick<App, "config" | "ledger" | "queue" | "report">;

/** Keeps the queue's schedules as the config and the ledger say, in one process at a time, until it is closed. */
export interface ScheduleKeeper {
  close(): Promise<void>;
}

/** Starts it; the schedules stand when this resolves, unless another process leads. */
export async function keepSchedules(app: ScheduleDoors): Promise<ScheduleKeeper> {
  const keeper = new Keeper(app);
  await keeper.look();
  keeper.start();
  return keeper;
}

type Scheduled = Source & { readonly schedule: string };

class Keeper implements ScheduleKeeper {
  readonly #app: ScheduleDoors;
  readonly #scheduled: readonly Scheduled[];
  readonly #jitters: ReadonlyMap<string, number>;
  /** When each Source's missed run or wish was last given to the queue. */
  readonly #asked = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #lease: Lease | null = null;
  #reconciledAt = -Infinity;
  #paused = "";
  #trouble = "";

  constructor(app: ScheduleDoors) {
    this.#app = app;
    const now = Date.now();
    this.#scheduled = app.config.sources.filter(isScheduled);
    this.#jitters = new Map(this.#scheduled.map((source) => [source.id, jitterOf(source, app.config, now)]));
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look());
    }, LOOK_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#lease?.release();
  }

  /** One look: nothing of it is lost when it fails, since the next finds the same. */
  async look(): Promise<void> {
    try {
      if (!(await this.#leads())) return;
      await this.#reconcile();
      await this.#askForDue();
      this.#trouble = "";
    } catch (error) {
      const text = messageOf(error);
      if (text !== this.#trouble) this.#warn(`The schedules could not be kept for now: ${text}`);
      this.#trouble = text;
    }
  }

  async #leads(): Promise<boolean> {
    if (this.#lease?.lost.aborted === true) this.#lease = null;
    if (this.#lease !== null) return true;
    this.#lease = await this.#app.ledger.leaseSchedules();
    this.#reconciledAt = -Infinity;
    return this.#lease !== null;
  }

  async #reconcile(): Promise<void> {
    const states = await this.#app.ledger.schedules();
    const paused = new Set(states.flatMap(({ sourceId, pausedAt }) => (pausedAt === null ? [] : [sourceId])));
    const pausedNow = [...paused].join(" ");
    const now = Date.now();
    if (pausedNow === this.#paused && now - this.#reconciledAt < RECONCILE_MS) return;
    await this.#app.ledger.plans.plan(this.#scheduled.map((source) => planOf(source, now)));
    await this.#app.queue.schedule(
      "visit",
      this.#scheduled.filter(({ id }) => !paused.has(id)).map((source) => this.#scheduleOf(source)),
    );
    this.#paused = pausedNow;
    this.#reconciledAt = now;
  }

  #scheduleOf(source: Scheduled): Schedule<"visit"> {
    return {
      id: `visit:${source.id}`,
      cron: source.schedule,
      timeZone: source.timeZone,
      jitterMs: this.#jitters.get(source.id) ?? 0,
      data: { sourceId: source.id, reason: "schedule" },
    };
  }

  /** What a person asked for, and runs whose tick never came: the process or the queue was away. */
  async #askForDue(): Promise<void> {
    const now = Date.now();
    for (const state of await this.#app.ledger.plans.due(now - MISSED_MS)) {
      const { sourceId, askedAt } = state;
      if (!this.#isTime(state, now)) continue;
      // A Visit under way answers it when it ends; asking at every look would only keep the queue busy.
      if (now - (this.#asked.get(sourceId) ?? 0) < (askedAt === null ? RECONCILE_MS : LOOK_MS)) continue;
      this.#asked.set(sourceId, now);
      const reason = askedAt === null ? "schedule" : "hand";
      await this.#app.queue.add(
        "visit",
        { sourceId, reason },
        { key: `visit:${sourceId}`, isUrgent: askedAt !== null },
      );
    }
  }

  #isTime({ sourceId, nextAt, askedAt }: ScheduleState, now: number): boolean {
    if (askedAt !== null) return this.#app.config.sources.some(({ id }) => id === sourceId);
    const jitter = this.#jitters.get(sourceId) ?? DEFAULT_JITTER_SECONDS * 1000;
    return nextAt !== null && Date.parse(nextAt) + jitter + MISSED_MS <= now;
  }

  #warn(text: string): void {
    this.#app.report({ kind: "warning", text });
  }
}

function planOf({ id, schedule, timeZone }: Scheduled, now: number): Plan {
  return { sourceId: id, cron: schedule, timeZone, nextMs: nextRun(schedule, timeZone, now) };
}

function isScheduled(source: Source): source is Scheduled {
  return source.schedule !== null;
}
