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
  return (findDates(text)[0] ?? findDates(text, now)[0])?.iso ?? readBracketed(text, now);
}

function readBracketed(text: string, now: string | undefined): string | null {
  const { month, day } = BRACKETED.exec(text)?.groups ?? {};
  if (month === undefined || day === undefined) return null;
  return findDates(`${month.padStart(2, "0")}-${day.padStart(2, "0")}`, now)[0]?.iso ?? null;
}

/** A link's text without the date that stands at its head or tail. */
export function withoutDate(text: string, now: string | undefined): string {
  if (text.length > LONGEST) return text;
  for (const date of findDates(text, now)) {
    if (!isAtEdge(text, date)) continue;
    const rest = (text.slice(0, date.index) + text.slice(date.index + date.length))
      .replaceAll(/^[\s[\](（）)【】|·•]+|[\s[\](（|·•]+$/g, "")
      .trim();
    if (rest.length >= 4) return rest;
  }
  return text;
}

function isAtEdge(text: string, { index, length }: FoundDate): boolean {
  return /^[\s[(（【]*$/.test(text.slice(0, index)) || /^[\s\])）】]*$/.test(text.slice(index + length));
}
