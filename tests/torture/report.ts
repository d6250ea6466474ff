import type { Death } from "./supervisor.ts";
import type { TortureReport } from "./torture.ts";

/** What the report names besides the findings. */
export interface RunFacts {
  readonly seed: number;
  readonly minutes: number;
  readonly deaths: readonly Death[];
}

/** The report as one line of JSON, without the texts. */
export function reportJson({ evidence, news, orders, ...report }: TortureReport, facts: RunFacts): string {
  const { audit, fresh, caughtUp, before, after, stops } = evidence;
  const { missed, lost, doubled, corrupt, stale, repeats } = audit;
  const counts = { missed: missed.length, lost: lost.length, doubled: doubled.length, corrupt: corrupt.length };
  return JSON.stringify({
    ...facts,
    ...report,
    news: { added: news.added.length, changed: news.changed.length, withdrawn: news.withdrawn.length },
    orders: { ...Object.fromEntries(orders.done), backfills: Object.fromEntries(orders.backfills) },
    leftovers: evidence.leftovers.length,
    quarantined: evidence.quarantined.length,
    ...counts,
    stale: stale.length,
    repeats,
    fresh,
    caughtUp,
    before,
    after,
    stops,
  });
}

const MOST_DETAILS = 20;

/** The report for people. */
export function reportLines(report: TortureReport, { deaths }: RunFacts): readonly string[] {
  const { evidence, planned, news, orders, drainRatio, isSound, failures } = report;
  const { audit, readings, before, after } = evidence;
  const ownDeaths = deaths.filter(({ isMeant }) => !isMeant);
  const rates = (drills: typeof before): string => drills.map(({ rowsPerSecond }) => rowsPerSecond).join(", ");
  return [
    "",
    `faults: ${planned.length}; processes ended ${deaths.length} times, ${ownDeaths.length} of them by themselves${codesOf(ownDeaths)}`,
    `news: ${news.added.length} added, ${news.changed.length} changed, ${news.withdrawn.length} withdrawn under the faults`,
    `by hand: ${[...orders.done].map(([kind, times]) => `${kind} ${times}`).join(", ")}; ${orders.withdrawn.length} withdrawn, ${orders.erased.length} taken down`,
    `missed ${audit.missed.length}, lost ${audit.lost.length}, doubled ${audit.doubled.length}, corrupt ${audit.corrupt.length}, stale ${audit.stale.length}, repeats ${audit.repeats}`,
    `records: ${readings.map(({ name, records }) => `${shortName(name)} ${records.length}`).join(", ")}`,
    `fresh stories held, ms: ${JSON.stringify(evidence.fresh)}`,
    `all stories held after that, ms: ${JSON.stringify(evidence.caughtUp)}`,
    `backlog, rows/s: before ${rates(before)}; after ${rates(after)}; ratio ${drainRatio.toFixed(2)}`,
    ...evidence.quarantined.map((url) => `in quarantine: ${url}`),
    ...audit.details.slice(0, MOST_DETAILS),
    ...failures.map((failure) => `NOT SOUND: ${failure}`),
    ...(isSound
      ? ["sound"]
      : [
          "",
          "The schedule:",
          ...planned.map(({ atMs, untilMs, fault }) => `${seconds(atMs)} - ${seconds(untilMs)} ${fault}`),
        ]),
  ];
}

function codesOf(deaths: readonly Death[]): string {
  const codes = [...new Set(deaths.map(({ code, signal }) => String(code ?? signal)))];
  return codes.length === 0 ? "" : ` (${codes.join(", ")})`;
}

function shortName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? name;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1).padStart(6);
}
