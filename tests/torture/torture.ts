import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "@caibian/schema";
import { auditBooks, type StoreReading } from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { readAccepted } from "../support/workspace.ts";
import { drillBacklog } from "./drill.ts";
import { allFaults } from "./faults/catalogue.ts";
import { timeUntilHeld, type HeldTimes } from "./held.ts";
import { leftoversOf } from "./leftovers.ts";
import { editSite, type News } from "./newsdesk.ts";
import { operate } from "./operator.ts";
import type { Orders } from "./orders.ts";
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
  readonly orders: Orders;
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
  const { signal } = closing;
  const editing = editSite(system, seed, signal);
  const operating = operate(system, { seed, stories: system.site.ids().slice(), signal, note });
  const run = await runSchedule(planned, faults, note).finally(() => closing.abort());
  const [news, orders] = await Promise.all([editing, operating]);
  const gone = [...news.withdrawn, ...orders.withdrawn, ...orders.erased];

  note("the last fault is over: fresh stories");
  const freshUrls = system.site.hosts.map(({ name }) => system.site.add(name).url);
  const fresh = await timeUntilHeld(system.stores, freshUrls, PATIENCE_MS);
  note(`fresh stories: ${JSON.stringify(fresh)}`);
  const caughtUp = await timeUntilHeld(system.stores, liveUrls(system, gone), PATIENCE_MS);
  note(`everything: ${JSON.stringify(caughtUp)}`);
  note("the rate after the faults is measured");
  const broken = [...run.broken];
  const after = await drillBacklog(system, DRILL).catch((error: unknown) => {
    broken.push(`the rate after the faults: ${messageOf(error)}`);
    return [];
  });
  const stops = await stopAll(system);
  await lookOnceMore(system, note);

  const books = await settleBooks(system, orders);
  const evidence = {
    ...books,
    differences: [...orders.differences, ...(await compareStores(system))],
    refused: orders.refused,
    fresh,
    caughtUp,
    before,
    after,
    occasions: occasionsOf(system, planned),
    batchSize: BATCH_SIZE,
    stops,
    broken,
  };
  return { ...judge(evidence), evidence, planned, struck: Object.fromEntries(run.struck), news, orders };
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

/** What a person withdrew is gone, whatever its page still shows. */
async function settleBooks(
  { site, ledgerWire, stores, storeFolder }: System,
  { withdrawn, erased, backfills }: Orders,
): Promise<Pick<Evidence, "audit" | "readings" | "leftovers" | "quarantined">> {
  const readings: StoreReading[] = [];
  for (const store of stores) {
    const name = store.input.id;
    readings.push({ ...(await store.reading()), name, resent: backfills.get(name) ?? 0 });
  }
  const byHand = new Set([...withdrawn, ...erased]);
  const served = site
    .served()
    .map((story) => (byHand.has(story.id) ? { ...story, withdrawn: story.withdrawn ?? ("notice" as const) } : story));
  const gone = erased.map((id) => ({ id, url: site.expectedOf(id).url }));
  const accepted = await readAccepted(ledgerWire.url);
  return {
    readings,
    audit: auditBooks({ served, accepted, stores: readings }),
    quarantined: accepted.flatMap(({ url, status }) => (status === "quarantined" ? [url] : [])),
    leftovers: leftoversOf(gone, readings, storeFolder),
  };
}

/** What each Store that can be asked says itself, by revision and content hash. */
async function compareStores({ stores, configFile, env }: System): Promise<readonly string[]> {
  const differences: string[] = [];
  for (const { input, kind } of stores) {
    if (kind === "message") continue;
    const { code, stdout, stderr } = await caibian(["verify", input.id, "--config", configFile, "--json"], { env });
    if (code !== 0) differences.push(`${input.id}: verify ended with ${code}: ${stdout}${stderr}`);
  }
  return differences;
}

/** A fault of one Store is none to another; a member that died by itself counts like one that was killed. */
function occasionsOf({ stores, deaths }: System, planned: readonly PlannedFault[]): Readonly<Record<string, number>> {
  const ownDeaths = deaths.filter(({ isMeant }) => !isMeant).length;
  return Object.fromEntries(
    stores.map(({ input: { id }, refusal }) => {
      const others = stores.filter(({ input }) => input.id !== id).map(({ input }) => ` of ${input.id}`);
      const mine = planned.filter(({ target }) => !others.some((end) => target.endsWith(end)));
      return [id, mine.length + ownDeaths + (refusal?.count() ?? 0)];
    }),
  );
}
