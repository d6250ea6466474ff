import { codesUp, commonCode, isWithin } from "./divisions.ts";

/** One piece of evidence for a place. */
export interface Vote {
  /** What it is: `source`, `title`, `lead`, `dateline`, `profile`, `site`, `site-code`, `host`. */
  readonly basis: string;
  readonly weight: number;
  /** Several while the name is shared. */
  readonly codes: readonly string[];
  readonly zone: string | null;
}

/** The place that the votes agree on. */
export interface Choice {
  readonly code: string;
  readonly zone: string | null;
  readonly basis: readonly string[];
  readonly confidence: number;
}

/** A place inside another is only taken with this much of its own behind it. */
const LEAST = 0.3;
/** The runner-up may not come closer than this, or the two are a tie and the place above them is meant. */
const TIE = 0.75;
/** A vote for the city says a little for its district. */
const ABOVE = 0.3;
const MOST_CONFIDENT = 0.97;

interface Settled extends Vote {
  readonly code: string;
}

/**
 * Goes down from the country while one place is clearly ahead of its neighbours. A shared name counts for the place
 * that another vote speaks for, and for none when nothing does.
 */
export function choosePlace(votes: readonly Vote[]): Choice | null {
  const settled = settle(votes);
  const scores = scoresOf(settled);
  let code: string | null = null;
  for (;;) {
    const next = ahead(scores, code);
    if (next === null) break;
    code = next;
  }
  if (code === null) return null;
  return describe(settled, code);
}

/** Gives each vote one place: the one it names, or the one of several that another vote supports. */
function settle(votes: readonly Vote[]): Settled[] {
  const clear = votes.flatMap((vote) => (vote.codes.length === 1 ? [vote.codes[0] ?? ""] : []));
  return votes.flatMap((vote) => {
    const [only = "", ...others] = vote.codes;
    if (others.length === 0) return [{ ...vote, code: only }];
    const backed = vote.codes.filter((code) => clear.some((other) => isWithin(code, other) || isWithin(other, code)));
    const code = backed.length === 1 ? backed[0] : commonCode(backed.length > 1 ? backed : vote.codes);
    if (code === undefined || code === null) return [];
    // Two of them in one province: the province is certain.
    return [{ ...vote, code }];
  });
}

/** What speaks for a place or for one inside it; the same place named twice by one witness counts once. */
function scoresOf(votes: readonly Settled[]): ReadonlyMap<string, number> {
  const best = new Map<string, Map<string, number>>();
  for (const { basis, code, weight } of votes) {
    for (const each of codesUp(code)) {
      const byBasis = best.get(each) ?? new Map<string, number>();
      byBasis.set(basis, Math.max(byBasis.get(basis) ?? 0, weight));
      best.set(each, byBasis);
    }
  }
  return new Map([...best].map(([code, byBasis]) => [code, sum(byBasis.values())]));
}

/** The place inside `parent` (or the province) that is ahead of the others there, or null. */
function ahead(scores: ReadonlyMap<string, number>, parent: string | null): string | null {
  let first: { code: string; score: number } | null = null;
  let second = 0;
  for (const [code, score] of scores) {
    const [, above = null] = codesUp(code);
    if (above !== parent) continue;
    if (first === null || score > first.score) {
      second = first?.score ?? 0;
      first = { code, score };
    } else if (score > second) second = score;
  }
  if (first === null || first.score < LEAST || second > first.score * TIE) return null;
  return first.code;
}

function describe(votes: readonly Settled[], code: string): Choice {
  let doubt = 1;
  let support = 0;
  let against = 0;
  const basis = new Set<string>();
  let zone: string | null = null;
  const best = new Map<string, number>();
  for (const vote of votes) {
    const isFor = isWithin(vote.code, code);
    const isAbove = !isFor && isWithin(code, vote.code);
    if (!isFor && !isAbove) {
      against = Math.max(against, vote.weight);
      continue;
    }
    basis.add(vote.basis);
    if (isFor && vote.code === code) zone ??= vote.zone;
    const weight = isFor ? vote.weight : vote.weight * ABOVE;
    best.set(vote.basis, Math.max(best.get(vote.basis) ?? 0, weight));
    support += weight;
  }
  for (const weight of best.values()) doubt *= 1 - weight;
  const agreement = support / (support + against);
  const confidence = Math.min(MOST_CONFIDENT, (1 - doubt) * Math.sqrt(agreement));
  return { code, zone, basis: [...basis], confidence: Math.round(confidence * 100) / 100 };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
