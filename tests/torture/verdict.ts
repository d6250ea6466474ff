import type { Audit, StoreReading } from "@caibian/testkit";

import type { Drill } from "./drill.ts";
import type { HeldTimes } from "./held.ts";
import { repeatedBatches } from "./repeats.ts";

/** Everything that a run brought to light. */
export interface Evidence {
  readonly audit: Audit;
  readonly readings: readonly StoreReading[];
  /** When the fresh stories were held. */
  readonly fresh: HeldTimes;
  /** When everything that the site shows was held, by the members alone. */
  readonly caughtUp: HeldTimes;
  readonly before: readonly Drill[];
  readonly after: readonly Drill[];
  /**
   * By Store: faults and deaths that may make it see a batch again, which is what strikes itself, a member, the ledger
   * or the queue, and records that it refused and that were sent again one by one.
   */
  readonly occasions: Readonly<Record<string, number>>;
  readonly batchSize: number;
  /** Words of stories that were taken down, where none ought to be. */
  readonly leftovers: readonly string[];
  /** Pages that the parser doubts: no Store is given them, so a wait for one of them is in vain. */
  readonly quarantined: readonly string[];
  /** What comparing a Store with the ledger found. */
  readonly differences: readonly string[];
  /** Orders of the operator that nobody took. */
  readonly refused: readonly string[];
  readonly stops: readonly { readonly member: string; readonly code: number | null; readonly ms: number }[];
  /** Faults that could not be done or mended. */
  readonly broken: readonly string[];
}

/** What became of it. */
export interface Verdict {
  readonly isSound: boolean;
  /** In words, each with what was expected. Empty: sound. */
  readonly failures: readonly string[];
  /** Rate after the faults by rate before. */
  readonly drainRatio: number;
}

/** Bounds of the run (what we promise). */
export const PROMISE: {
  readonly freshMs: number;
  readonly drainRatio: number;
  readonly stopMs: number;
} = { freshMs: 60_000, drainRatio: 0.8, stopMs: 10_000 };

const COUNTED = ["missed", "lost", "doubled", "corrupt", "stale"] as const;

/** Weighs the evidence. */
export function judge(evidence: Evidence): Verdict {
  const drainRatio = medianRate(evidence.after) / medianRate(evidence.before);
  const failures = [
    ...COUNTED.filter((kind) => evidence.audit[kind].length > 0).map(
      (kind) => `${kind}: ${evidence.audit[kind].length}, expected none`,
    ),
    ...evidence.readings
      .filter(({ kind }) => kind === "message")
      .flatMap((reading) => [...judgeRepeats(reading, evidence), ...judgeMessages(reading)]),
    ...evidence.leftovers.map((where) => `words of a story that was taken down: ${where}`),
    ...evidence.differences.map((what) => `a store differs from the ledger: ${what}`),
    ...evidence.refused.map((what) => `the operator's order was not taken: ${what}`),
    ...judgeTimes("fresh stories", evidence.fresh),
    ...judgeTimes("everything that the site shows", evidence.caughtUp),
    ...(drainRatio >= PROMISE.drainRatio
      ? []
      : [`the backlog drains at ${drainRatio.toFixed(2)} of the undisturbed rate, expected ${PROMISE.drainRatio}`]),
    ...evidence.stops
      .filter(({ code, ms }) => code !== 0 || ms > PROMISE.stopMs)
      .map(({ member, code, ms }) => `${member} stopped with ${code} in ${Math.round(ms)} ms, expected 0 within 10 s`),
    ...evidence.broken.map((what) => `the run itself: ${what}`),
  ];
  return { isSound: failures.length === 0, failures, drainRatio };
}

function judgeTimes(what: string, times: HeldTimes): readonly string[] {
  return Object.entries(times)
    .filter(([, ms]) => ms === null || ms > PROMISE.freshMs)
    .map(([id, ms]) => `${id} holds ${what} after ${ms ?? "no"} ms, expected within ${PROMISE.freshMs}`);
}

/** At most one batch an occasion, in each shard of each Store. */
function judgeRepeats(
  { name, records, resent = 0 }: StoreReading,
  { occasions, batchSize }: Evidence,
): readonly string[] {
  const most = occasions[name] ?? 0;
  return repeatedBatches(records, { batchSize, resent })
    .filter(({ batches }) => batches > most)
    .map(
      ({ shard, batches }) =>
        `${name}: ${batches} batches of shard ${shard} came again, expected one an occasion at most (${most})`,
    );
}

/** What comes again is the same, and corrections of one article come in order. */
function judgeMessages({ name, records }: StoreReading): readonly string[] {
  const texts = new Map<string, string>();
  const newest = new Map<string, number>();
  const failures: string[] = [];
  for (const record of records) {
    const id = `${record.id}:${record.revision}`;
    const text = JSON.stringify(record);
    const before = texts.get(id);
    if (before !== undefined && before !== text) failures.push(`${name}: ${id} came again with other words`);
    if (before === undefined && record.revision < (newest.get(record.id) ?? 0))
      failures.push(`${name}: ${id} came after a later revision`);
    texts.set(id, text);
    newest.set(record.id, Math.max(newest.get(record.id) ?? 0, record.revision));
  }
  return failures;
}

function medianRate(drills: readonly Drill[]): number {
  const rates = drills.map(({ rowsPerSecond }) => rowsPerSecond).sort((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? Number.NaN;
}
