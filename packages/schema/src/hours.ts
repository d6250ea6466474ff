const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;
const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether a text is a span of the day, `06:00-23:00`; one that ends before it begins goes over midnight. */
export function isHours(text: string): boolean {
  return readHours(text) !== null;
}

/** Milliseconds until a span of the day begins, by the clock of a time zone; 0 inside of it. */
export function msUntilOpen(hours: string, timeZone: string, atMs: number): number {
  const span = readHours(hours);
  if (span === null) return 0;
  const minute = minuteOfDay(timeZone, atMs);
  const isOpen =
    span.from < span.to ? minute >= span.from && minute < span.to : minute >= span.from || minute < span.to;
  if (isOpen) return 0;
  const minutes = (span.from - minute + DAY_MINUTES) % DAY_MINUTES;
  return minutes * MINUTE_MS - (atMs % MINUTE_MS);
}

function readHours(text: string): Span | null {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(text) ?? [];
  if (fromHour === undefined) return null;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return from === to || to > DAY_MINUTES ? null : { from, to };
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function minuteOfDay(timeZone: string, atMs: number): number {
  let clock = CLOCKS.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    CLOCKS.set(timeZone, clock);
  }
  const [hour = "0", minute = "0"] = clock.format(atMs).split(":");
  return Number(hour) * 60 + Number(minute);
}
