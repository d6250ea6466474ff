import { findDates, type FoundDate } from "@caibian/page";

/** `07` large and `2021-06` small beside it, as two elements. */
const SPLIT = /(?:^|\s)(?<day>[0-3]?\d)\s*日?\s+(?<year>20\d{2})\s*[-./年]\s*(?<month>[01]?\d)月?(?![-./年\d])/;
const SPLIT_BACK = /(?<year>20\d{2})\s*[-./年]\s*(?<month>[01]?\d)月?\s+(?<day>[0-3]?\d)日?(?!\d|[-./:：])/;

/** `[6-7]`: findDates wants two digits, lest it reads a score or a range. Brackets say that it is a day. */
const BRACKETED = /[[(（【]\s?(?<month>1[0-2]|0?[1-9])[-/.月](?<day>[12]\d|3[01]|0?[1-9])日?\s?[\])）】]/;

const LONGEST = 500;

/** The date beside a link: the first one with a year, else the first. Null when there is none. */
export function readListDate(beside: string, now: string | undefined): string | null {
  const text = beside.slice(0, LONGEST);
  if (!/\d|[今昨前刚]/.test(text)) return null;
  const split = SPLIT.exec(text)?.groups ?? SPLIT_BACK.exec(text)?.groups;
  if (split !== undefined) {
    const whole = findDates(`${split["year"]}-${split["month"]}-${split["day"]}`)[0];
    if (whole !== undefined) return whole.iso;
  }
  const dates = findDates(text, now);
  return (dates.find(({ isRelative }) => !isRelative) ?? dates[0])?.iso ?? readBracketed(text, now);
}

function readBracketed(text: string, now: string | undefined): string | null {
  const { month, day } = BRACKETED.exec(text)?.groups ?? {};
  if (month === undefined || day === undefined) return null;
  return findDates(`${month.padStart(2, "0")}-${day.padStart(2, "0")}`, now)[0]?.iso ?? null;
}

/** A link's title, and the date that its text holds beside it. */
export interface DatedText {
  readonly title: string;
  readonly date: string | null;
}

/** What a date at an edge has in its first or last characters: cheap to ask of every title. */
const MAY_BE_DATE = /[\d今昨前刚]/;
const EDGE = 8;
const LEAST_TITLE = 4;

/**
 * Parts a link's text from the date at its head or tail. A date that words follow without a blank is the title's own:
 * `6月7日起公交调整`.
 */
export function splitDate(text: string, now: string | undefined): DatedText {
  const mayHold = MAY_BE_DATE.test(text.slice(0, EDGE)) || MAY_BE_DATE.test(text.slice(-EDGE));
  if (!mayHold || text.length > LONGEST) return { title: text, date: null };
  for (const date of findDates(text, now)) {
    const [before, after] = [text.slice(0, date.index), text.slice(date.index + date.length)];
    if (!isApart(before, text.slice(date.index, date.index + date.length), after, date)) continue;
    const title = (before + after).replaceAll(/^[\s[\](（）)【】|·•]+|[\s[\](（|·•]+$/g, "").trim();
    if (title.length >= LEAST_TITLE) return { title, date: date.iso };
  }
  return { title: text, date: null };
}

/** At an edge, and parted from the words by a blank or a bracket; figures with a year may be glued to them. */
function isApart(before: string, text: string, after: string, { isRelative }: FoundDate): boolean {
  const isFull = !isRelative && /^\d{4}[-/.]/.test(text);
  if (/^[\s[(（【]*$/.test(before)) return /^[\s\])）】|]/.test(after) || isFull;
  return /^[\s\])）】]*$/.test(after) && (/[\s[(（【|]$/.test(before) || !isRelative);
}
