import { keyOf } from "../src/text/fold.ts";

/** What a line of the page is to the gold text. `ignore`: it may be in or out at no cost. */
export type LineLabel = "story" | "other" | "ignore";

interface Place {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly worth: number;
}

const MOST_PLACES = 8;
const GRAM = 5;
const SHORTEST_FUZZY = 16;
const COVERED = 0.6;
const ADJACENT_WORTH = 0.75;

/**
 * Labels the lines of a page by a gold text: the chain of lines, in page order, that covers most of the gold in gold
 * order. Lines that stand whole in the gold, and long lines most of whose 5-grams do, can be in the chain.
 */
export function alignToGold(lines: readonly string[], gold: string, optional: readonly string[]): LineLabel[] {
  const goldKey = keyOf(gold);
  const optionalKeys = optional.map(keyOf).filter((key) => key !== "");
  const keys = lines.map(keyOf);
  const grams = gramsOf(goldKey);
  const places = keys.flatMap((key, line) => placesOf(key, line, goldKey, grams));
  const chosen = bestChain(places);
  return keys.map((key, line) => {
    if (key === "" || optionalKeys.some((o) => o.includes(key))) return "ignore";
    return chosen.has(line) ? "story" : "other";
  });
}

function gramsOf(key: string): Map<string, number> {
  const grams = new Map<string, number>();
  for (let i = 0; i + GRAM <= key.length; i++) {
    const gram = key.slice(i, i + GRAM);
    if (!grams.has(gram)) grams.set(gram, i);
  }
  return grams;
}

function placesOf(key: string, line: number, gold: string, grams: ReadonlyMap<string, number>): Place[] {
  if (key === "") return [];
  const places: Place[] = [];
  for (let at = gold.indexOf(key); at !== -1 && places.length < MOST_PLACES; at = gold.indexOf(key, at + 1))
    places.push({ line, from: at, to: at + key.length, worth: key.length });
  if (places.length > 0 || key.length < SHORTEST_FUZZY) return places;
  let hits = 0;
  const offsets: number[] = [];
  for (let i = 0; i + GRAM <= key.length; i++) {
    const at = grams.get(key.slice(i, i + GRAM));
    if (at === undefined) continue;
    hits++;
    offsets.push(at - i);
  }
  if (hits < (key.length - GRAM + 1) * COVERED) return [];
  offsets.sort((a, b) => a - b);
  const from = Math.max(0, offsets[offsets.length >> 1] ?? 0);
  return [{ line, from, to: Math.min(gold.length, from + key.length), worth: hits }];
}

function bestChain(places: readonly Place[]): ReadonlySet<number> {
  const best = new Float64Array(places.length);
  const back = new Int32Array(places.length).fill(-1);
  let end = -1;
  places.forEach((place, i) => {
    let top = 0;
    for (let j = 0; j < i; j++) {
      const before = places[j];
      if (before === undefined || before.line >= place.line || before.to > place.from + 4) continue;
      const worth = (best[j] ?? 0) + (place.from - before.to <= 2 ? ADJACENT_WORTH : 0);
      if (worth > top) {
        top = worth;
        back[i] = j;
      }
    }
    best[i] = top + place.worth;
    if (end === -1 || (best[i] ?? 0) >= (best[end] ?? 0)) end = i;
  });
  const chosen = new Set<number>();
  for (let i = end; i !== -1; i = back[i] ?? -1) {
    const place = places[i];
    if (place !== undefined) chosen.add(place.line);
  }
  return chosen;
}
