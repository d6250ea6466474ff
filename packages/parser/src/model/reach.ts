import type { BodyRange } from "../locate/body.ts";

/** Lines that are looked at: `from` to `to - 1`. */
export interface Reach {
  readonly from: number;
  readonly to: number;
}

/** With this share of the page's prose in it, the body is in the right place. */
const SURE_SHARE = 0.9;
const AROUND = 12;
/** A longer page is left to the rules: no story is, and 90,000 paragraphs would take seconds. */
const MOST_LINES = 20_000;

/** Where the model looks: around a body that holds nearly all prose; on the whole page where it may be the wrong one. */
export function reachOf(body: BodyRange, count: number): Reach {
  if (count > MOST_LINES) return { from: 0, to: 0 };
  if (body.share < SURE_SHARE) return { from: 0, to: count };
  return { from: Math.max(0, body.from - AROUND), to: Math.min(count, body.to + AROUND) };
}
