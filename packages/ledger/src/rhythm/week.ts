import { isPublicHoliday } from "./public-holiday.ts";

const HOUR_MS = 3_600_000;
const BEIJING_MS = 8 * HOUR_MS;
/** 1 January 1970 was a Thursday: Monday's first hour lies so far before it. */
const MONDAY_MS = 3 * 24 * HOUR_MS;

/** Hours in a week. */
export const HOURS = 168;
/** A week in milliseconds. */
export const WEEK_MS: number = HOURS * HOUR_MS;

/** The hour of the week that an instant lies in, in +08:00: 0 is Monday 00:00 to 01:00. China has no summer time. */
export function hourOfWeek(ms: number): number {
  const hours = Math.floor((ms + BEIJING_MS + MONDAY_MS) / HOUR_MS) % HOURS;
  return hours < 0 ? hours + HOURS : hours;
}

/** Sunday's first hour. */
const SUNDAY = 144;

/** The hour of the week that an instant is like: a public holiday is a Sunday, whatever the weekday. */
function likeHour(ms: number): number {
  const hour = hourOfWeek(ms);
  return isPublicHoliday(ms) ? SUNDAY + (hour % 24) : hour;
}

/** A piece of an interval that lies in one hour of the week; hours of public holidays are Sunday's. */
export interface HourPiece {
  readonly hour: number;
  readonly fromMs: number;
  readonly hours: number;
}

/** Cuts `[fromMs, toMs)` at the full hours. Nothing where the interval is empty. */
export function* piecesOf(fromMs: number, toMs: number): Generator<HourPiece> {
  for (let at = fromMs; at < toMs;) {
    const end = Math.min(toMs, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
    yield { hour: likeHour(at), fromMs: at, hours: (end - at) / HOUR_MS };
    at = end;
  }
}
