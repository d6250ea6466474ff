const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

/** Long holidays with a fixed date, first and last day: Labour Day (劳动节), National Day (国庆节), New Year (元旦). */
const FIXED: readonly (readonly [month: number, first: number, last: number])[] = [
  [1, 1, 1],
  [5, 1, 5],
  [10, 1, 7],
];
/** Spring Festival (春节): its eve (除夕) and seven days from the lunar year's first day on. */
const SPRING_DAYS = { before: 1, from: 7 };

/**
 * Whether offices keep one of the long public holidays on an instant's day in Beijing. Each year's decree moves days
 * at the edges and makes weekends working days; what an office's silence means does not hang on those.
 */
export function isPublicHoliday(ms: number): boolean {
  const day = new Date(ms + BEIJING_MS);
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  if (FIXED.some(([one, first, last]) => one === month && date >= first && date <= last)) return true;
  if (month > 3) return false;
  const days = Math.floor((ms + BEIJING_MS) / DAY_MS) - springFestival(year);
  return days >= -SPRING_DAYS.before && days < SPRING_DAYS.from;
}

const LUNAR = new Intl.DateTimeFormat("en-u-ca-chinese", { month: "numeric", day: "numeric", timeZone: "UTC" });
const springs = new Map<number, number>();

/** The first day of the lunar year, in days since 1970. It lies between 21 January and 21 February. */
function springFestival(year: number): number {
  const known = springs.get(year);
  if (known !== undefined) return known;
  const earliest = Date.UTC(year, 0, 21) / DAY_MS;
  const days = Array.from({ length: 32 }, (_, i) => earliest + i);
  const found = days.find((day) => LUNAR.format(day * DAY_MS + DAY_MS / 2) === "1/1") ?? earliest;
  springs.set(year, found);
  return found;
}
