import { setTimeout as wait } from "node:timers/promises";
import { auditBooks, type StoreReading } from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { readAccepted } from "../support/workspace.ts";
import { drillBacklog } from "./drill.ts";
import { allFaults } from "./faults/catalogue.ts";
import { timeUntilHeld, type HeldTimes } from "./held.ts";
import { editSite, type News } from "./newsdesk.ts";
import { runSchedule } from "./run-schedule.ts";
import { planFaults, type PlannedFault } from "./schedule.ts";
import type { System } from "./system.ts";
import { judge, type Evidence, type Verdict } from "./verdict.ts";

/** What a run is told and tells. */
export interface TortureOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Told of every step and every fault. */
  readonly note: (text: string) => void;
}

/** What a run came to. */
export interface TortureReport extends Verdict {
  readonly evidence: Evidence;
  readonly planned: readonly PlannedFault[];
  readonly struck: Readonly<Record<string, number>>;
  readonly news: News;
}

/** What the calm before and after the faults takes of a run, about. */
const CALM_MS = 80_000;
const LEAST_FAULTS_MS = 20_000;
const DRILL = { stories: 210, times: 3 };
const START_MS = 120_000;
/** Past the promise, to tell late from never. */
const PATIENCE_MS = 150_000;
const BATCH_SIZE = 100;

/** Calm, faults, calm: measures before and after, and settles the books at the end. */
export async function torture(system: System, { seed, minutes, note }: TortureOptions): Promise<TortureReport> {
  const { members } = system;
  for (const member of members) member.start();
  expectAll(await timeUntilHeld(system.stores, liveUrls(system, []), START_MS));
  note("the undisturbed rate is measured");
  const before = await drillBacklog(system, DRILL);

  const faults = allFaults(system);
  const planned = planFaults(seed, faults, Math.max(LEAST_FAULTS_MS, minutes * 60_000 - CALM_MS));
  note(`${planned.length} faults of ${faults.length} kinds`);
  const closing = new AbortController();
  const editing = editSite(system, seed, closing.signal);
  const run = await runSchedule(planned, faults, note).finally(() => closing.abort());
  const news = await editing;

  note("the last fault is over: fresh stories");
  const freshUrls = system.site.hosts.map(({ name }) => system.site.add(name).url);
  const fresh = await timeUntilHeld(system.stores, freshUrls, PATIENCE_MS);
  note(`fresh stories: ${JSON.stringify(fresh)}`);
  const caughtUp = await timeUntilHeld(system.stores, liveUrls(system, news.withdrawn), PATIENCE_MS);
  note(`everything: ${JSON.stringify(caughtUp)}`);
  note("the rate after the faults is measured");
  const after = await drillBacklog(system, DRILL);
  const stops = await stopAll(system);
  await lookOnceMore(system, note);

  const { readings, audit } = await settleBooks(system);
  const broken = run.broken;
  const evidence = {
    audit,
    readings,
    fresh,
    caughtUp,
    before,
    after,
    faults: planned.length,
    batchSize: BATCH_SIZE,
    stops,
    broken,
  };
  return { ...judge(evidence), evidence, planned, struck: Object.fromEntries(run.struck), news };
}

/** The addresses of all stories but of those that were taken down. */
function liveUrls({ site }: System, withdrawn: readonly string[]): readonly string[] {
  const gone = new Set(withdrawn);
  return site.ids().flatMap((id) => (gone.has(id) ? [] : [site.expectedOf(id).url]));
}

function expectAll(times: HeldTimes): void {
  const late = Object.entries(times).filter(([, ms]) => ms === null);
  if (late.length > 0)
    throw new Error(`the undisturbed system did not deliver to ${late.map(([id]) => id).join(", ")}`);
}

async function stopAll({ members }: System): Promise<Evidence["stops"]> {
  return Promise.all(members.map(async (member) => ({ member: member.name, ...(await member.stop()) })));
}

/** Stories that changed when nobody was due to look are found by hand, as after a long outage; a 404 takes two looks. */
async function lookOnceMore({ configFile, env }: System, note: (text: string) => void): Promise<void> {
  for (let look = 0; look < 2; look++) {
    const { code, stderr } = await caibian(["run", "--config", configFile, "--recheck", "--json"], { env });
    if (code !== 0) note(`the last look ended with ${code}: ${stderr}`);
    await wait(2_500);
  }
}

async function settleBooks({ site, ledgerWire, stores }: System): Promise<Pick<Evidence, "audit" | "readings">> {
  const readings: StoreReading[] = [];
  for (const store of stores) readings.push(await store.reading());
  return {
    readings,
    audit: auditBooks({ served: site.served(), accepted: await readAccepted(ledgerWire.url), stores: readings }),
  };
}
