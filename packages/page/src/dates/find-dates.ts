import { DATE_FORMS } from "./forms.ts";
import { toReading, type DateReading } from "./parts.ts";

/** A date in a text: what it says and where it stands. */
export interface FoundDate extends DateReading {
  /** UTF-16 index of its first character. */
  readonly index: number;
  readonly length: number;
  /** Counted from `now`: 昨天, 3分钟前, and days without a year. */
  readonly isRelative: boolean;
}

const PREFILTER = /[\d０-９]{4}|[〇○零一二三四五六七八九十百]年|民[國国]|令和|平成/;
const NOW_PREFILTER = /[\d０-９]|刚[刚才]|剛剛|[时時天日钟鐘周週期]前|[今昨前][天日晚]|[周週期][一二三四五六日天]/;
const FULL_WIDTH = /[\uFF01-\uFF5E\u3000\u00A0\u200B-\u200D\uFEFF]/g;
/** More dates than any page line holds; keeps the check for overlaps cheap on hostile text. */
const MOST_DATES = 500;
const EIGHT_HOURS_MS = 28_800_000;

/** The first date of a text, or null. See `findDates`. */
export function readDate(text: string, now?: string): FoundDate | null {
  return findDates(text, now)[0] ?? null;
}

/**
 * Every date of a text (at most 500), in order, without overlaps. Dates that do not exist (2021-02-30) are left out.
 * Without `now` (ISO 8601) no year-less and no relative date is read; with it they count back from it.
 * Linear in the text; never throws.
 */
export function findDates(text: string, now?: string): FoundDate[] {
  const wallNow = wallClock(now);
  if (!PREFILTER.test(text) && (wallNow === null || !NOW_PREFILTER.test(text))) return [];
  const folded = foldWidth(text);
  const found: FoundDate[] = [];
  for (const form of DATE_FORMS) {
    if (form.needsNow && wallNow === null) continue;
    for (const match of folded.matchAll(form.pattern)) {
      if (found.length >= MOST_DATES) break;
      const { index } = match;
      const { length } = match[0];
      if (found.some((other) => index < other.index + other.length && other.index < index + length)) continue;
      const parts = form.read(match, wallNow);
      const reading = parts === null ? null : toReading(parts);
      if (reading !== null) found.push({ ...reading, index, length, isRelative: form.needsNow === true });
    }
  }
  return found.sort((a, b) => a.index - b.index);
}

/** Where a year before 110 is the Republic's: a label's whole value on a page of Taiwan. */
const ROC = /^\s*(\d{2,3})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?(?=\D|$)/;

/** `110-06-07`, `110.06.07`, `110/06/07`: a year of the Republic without its name. Ask only where the page is Taiwan's. */
export function readRocDate(text: string): DateReading | null {
  const [, year = "", month, day] = ROC.exec(foldWidth(text)) ?? [];
  // A year below 70 is a mainland page's short 21-06-07.
  return Number(year) < 70 ? null : toReading({ year: Number(year) + 1911, month: Number(month), day: Number(day) });
}

/** Seconds or milliseconds since 1970, as attributes and scripts carry them, or null when out of 1990 to 2100. */
export function readEpoch(value: string): DateReading | null {
  if (!/^\d{9,13}$/.test(value)) return null;
  const ms = value.length >= 12 ? Number(value) : Number(value) * 1000;
  if (ms < 631_152_000_000 || ms > 4_102_444_800_000) return null;
  return { iso: `${new Date(ms + EIGHT_HOURS_MS).toISOString().slice(0, 19)}+08:00`, precision: "second" };
}

/** Full-width digits, colons and blanks to ASCII, one unit for one unit, so that indexes stay true. */
function foldWidth(text: string): string {
  return text.replaceAll(FULL_WIDTH, (character) => {
    const code = character.charCodeAt(0);
    return code >= 0xff01 && code <= 0xff5e && code !== 0xff0c ? String.fromCharCode(code - 0xfee0) : " ";
  });
}

function wallClock(now: string | undefined): number | null {
  if (now === undefined) return null;
  const ms = Date.parse(now);
  return Number.isNaN(ms) ? null : ms + EIGHT_HOURS_MS;
}
