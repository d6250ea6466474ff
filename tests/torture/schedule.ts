import { Random } from "@caibian/testkit";

/** What the schedule needs to know of a kind of fault. */
export interface FaultKind {
  /** Unique, e.g. `redis frozen`. */
  readonly name: string;
  /** What it strikes: two faults on one target never overlap. */
  readonly target: string;
  /** Least and most time that it lasts, in milliseconds. */
  readonly lastsMs: readonly [number, number];
}

/** One fault of the schedule; times in milliseconds from its start. */
export interface PlannedFault {
  readonly fault: string;
  readonly target: string;
  readonly atMs: number;
  readonly untilMs: number;
  /** Seeds what the fault itself leaves to chance. */
  readonly dice: number;
}

const GAP_MS = [1200, 4500] as const;
const DICE = 2 ** 31 - 1;

/**
 * The faults of a run: the same seed, kinds and length give the same schedule. Kinds are dealt like cards, all of
 * them before any comes again, and none lasts past the end.
 */
export function planFaults(seed: number, kinds: readonly FaultKind[], lengthMs: number): readonly PlannedFault[] {
  const random = new Random(seed);
  const free = new Map<string, number>();
  const planned: PlannedFault[] = [];
  let deck: readonly FaultKind[] = [];
  for (let now = random.between(...GAP_MS); now < lengthMs && kinds.length > 0; now += random.between(...GAP_MS)) {
    if (deck.length === 0) deck = random.sample(kinds, kinds.length);
    const next = deck.find((kind) => (free.get(kind.target) ?? 0) <= now);
    if (next === undefined) continue;
    deck = deck.filter((kind) => kind !== next);
    const untilMs = now + random.between(...next.lastsMs);
    if (untilMs > lengthMs) continue;
    free.set(next.target, untilMs + GAP_MS[0]);
    planned.push({ fault: next.name, target: next.target, atMs: now, untilMs, dice: random.between(0, DICE) });
  }
  return planned;
}
