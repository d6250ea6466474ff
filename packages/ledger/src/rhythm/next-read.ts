import { ratesOf, type Rhythm } from "./rhythm.ts";
import { piecesOf } from "./week.ts";

/** Least and most time between two readings of a list. */
export interface ReadBounds {
  readonly floorMs: number;
  readonly ceilingMs: number;
}

/** A list that is not known yet is read at every tick, and so gets known soonest. Its own past counts here too. */
const LEARNING_WEEKS = 1.25;
/** A list is worth reading again when so many new items are to be expected on it. */
const WORTH_READING = 0.2;
/** A busy day is taken for up to so many times as busy as usual, a quiet one for no less than this. */
const BUSIEST = 4;
const QUIETEST = 0.5;

/**
 * When a list that was just read is to be read next, epoch milliseconds: at the floor while its rhythm is learnt, then
 * as soon as that, in today's temper, makes something new likely; never before the floor, never after the ceiling.
 */
export function nextRead(rhythm: Rhythm, readMs: number, { floorMs, ceilingMs }: ReadBounds): number {
  if (rhythm.weeks < LEARNING_WEEKS) return readMs + floorMs;
  const rates = ratesOf(rhythm);
  const temper = temperOf(rhythm);
  const latestMs = readMs + Math.max(floorMs, ceilingMs);
  let expected = 0;
  for (const { hour, fromMs, hours } of piecesOf(readMs, latestMs)) {
    const rate = (rates[hour] ?? 0) * temper;
    if (expected + rate * hours >= WORTH_READING) {
      const dueMs = fromMs + ((WORTH_READING - expected) / rate) * 3_600_000;
      return Math.min(Math.max(dueMs, readMs + floorMs), latestMs);
    }
    expected += rate * hours;
  }
  return latestMs;
}

/** How busy the last hours were, against what was expected of them. */
function temperOf({ found, expected }: Rhythm): number {
  return Math.min(BUSIEST, Math.max(QUIETEST, (found + 1) / (expected + 1)));
}
