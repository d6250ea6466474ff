import type { Delivery, NewDeadLetter, Tries } from "@caibian/schema";

/** A record that fails this often, while the Store takes others, is bad. */
const MAX_ATTEMPTS = 8;
/** A record with which this many processes died in a row, while the Store took others, is bad. */
export const MAX_CRASHES = 4;
/** From this try on, what is at the place goes one by one: the fault is then one record's, not its batch's. */
const ALONE_FROM = 3;

/** True when it is time to leave the record behind that stands at this place. */
export function isHopeless({ attempts, othersMoved }: Tries): boolean {
  return attempts >= MAX_ATTEMPTS && othersMoved;
}

/** True when the records at this place are to be written one by one. */
export function isSuspect({ attempts }: Tries): boolean {
  return attempts >= ALONE_FROM;
}

/** True when processes have died here: others first, so that they are not lost with this one. */
export function hasCrashed({ attempts, failures }: Tries): boolean {
  return attempts - 1 - failures >= 2;
}

/** The dead letter of a Delivery. */
export function letterOf(
  { seq, articleId, revision, op }: Delivery,
  why: Pick<NewDeadLetter, "class" | "reason" | "attempts">,
): NewDeadLetter {
  return { seq, articleId, revision, op, ...why };
}
