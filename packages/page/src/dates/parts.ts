/** A date as it is written, before it is known to exist. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** `Z`, `+08:00`, `+0800`; absent: Beijing time. */
  readonly zone?: string;
}

/** How exact a time is. */
export type DatePrecision = "second" | "minute" | "day";

/** An instant in Beijing time with its precision. */
export interface DateReading {
  /** ISO 8601 with +08:00; midnight for day precision. */
  readonly iso: string;
  readonly precision: DatePrecision;
}

const EIGHT_HOURS_MS = 28_800_000;

/**
 * Parts to an instant, or null when there is no such day. A clock that cannot be (25:00) leaves the day.
 * Page times are Beijing time; +08:00 is fixed, also for the summers of 1986 to 1991.
 */
export function toReading(parts: DateParts): DateReading | null {
  const { year, month, day } = parts;
  if (!(year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)))
    return null;
  const { hour, minute, second = 0 } = parts;
  if (hour === undefined || minute === undefined || hour > 23 || minute > 59 || second > 59) {
    return { iso: `${year}-${two(month)}-${two(day)}T00:00:00+08:00`, precision: "day" };
  }
  const precision = parts.second === undefined ? "minute" : "second";
  const offset = parts.zone === undefined ? EIGHT_HOURS_MS : offsetMs(parts.zone);
  if (offset === EIGHT_HOURS_MS) {
    const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}+08:00`;
    return { iso, precision };
  }
  const moved = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - offset + EIGHT_HOURS_MS);
  return { iso: `${moved.toISOString().slice(0, 19)}+08:00`, precision };
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
