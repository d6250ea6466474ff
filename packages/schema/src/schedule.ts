/** Least and most of each field of a cron text with seconds. */
const FIELDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];
const NAMES = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)$/i;

/** Whether a text is cron of five fields, or six with seconds first: numbers, names, `*`, ranges, lists, steps. */
export function isCron(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) return false;
  const bounds = FIELDS.slice(FIELDS.length - fields.length);
  return fields.every((field, n) => {
    const [least = 0, most = 0] = bounds[n] ?? [];
    return field.split(",").every((part) => isPart(part, least, most));
  });
}

function isPart(part: string, least: number, most: number): boolean {
  const [, range = "", step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (step !== undefined && Number(step) < 1) return false;
  if (range === "*" || range === "?") return true;
  const ends = range.split("-");
  if (ends.length > 2) return false;
  const isValue = (end: string): boolean =>
    NAMES.test(end) || (/^\d+$/.test(end) && Number(end) >= least && Number(end) <= most);
  return ends.every(isValue) && (ends.length === 1 || !(Number(ends[0]) > Number(ends[1])));
}

/** Whether a name is a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    // RangeError is how Intl says no.
    return false;
  }
}
