import type { DateParts } from "./parts.ts";
import { chineseNumber } from "./chinese-number.ts";

/** One way of writing a date. Patterns start at a digit or a fixed word and hold no nested quantifier. */
export interface DateForm {
  readonly id: string;
  readonly pattern: RegExp;
  /** The parts, or null when the match is no date after all. `now` is Beijing wall-clock time as UTC milliseconds. */
  readonly read: (match: RegExpExecArray, now: number | null) => DateParts | null;
  readonly needsNow?: true;
}

const GAP = String.raw`[\s,，|]{0,8}(?:[（(]?(?:星期|周|週|礼拜)[一二三四五六日天][）)]?[\s,，]{0,4})?`;
const HALF = String.raw`(?:(?<half>上午|下午|凌晨|清晨|早上|早|中午|午后|午後|傍晚|晚上|晚间|晚|深夜|午前|오전|오후|AM|PM)\s{0,2})?`;
const CLOCK = String.raw`(?<hour>\d{1,2})\s?(?::|[时時点點])\s?(?<minute>\d{2}(?!\d)|\d(?=\s?分))(?:\s?[:分]\s?(?<second>\d{2})(?!\d))?(?:\.\d{1,9})?秒?分?(?:\s?(?<late>[AP]M)\b)?(?:\s?(?<zone>Z|[+-]\d{2}:?\d{2})(?![\d:]))?`;
const TIME = String.raw`(?:(?:T|${GAP})${HALF}${CLOCK})?`;
const DASH = String.raw`(?:-|/|\.|[–—―]{1,2})`;
const MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";
const DAY_MS = 86_400_000;
/** Years before the first of an era. */
const ERAS: Readonly<Record<string, number>> = { 民國: 1911, 民国: 1911, 令和: 2018, 平成: 1988 };

/** Most telling first: where two forms match the same words, the earlier one keeps them. */
export const DATE_FORMS: readonly DateForm[] = [
  {
    id: "year-month-day",
    pattern: form(
      String.raw`(?<![\d.])(?<year>(?:19|20)\d{2})(?:\s?[年년]\s?(?<month>\d{1,2})\s?[月월]\s?(?<day>\d{1,2})(?:\s?[日号號일])?|\s?${DASH}\s?(?<month2>\d{1,2})\s?${DASH}\s?(?<day2>\d{2}(?=\d{2}:\d{2})|\d{1,2}(?!\d)))${TIME}`,
    ),
    read: (match) => calendar(match),
  },
  {
    id: "era",
    pattern: form(
      String.raw`(?<era>民[國国]|令和|平成)\s?(?<year>\d{1,3})\s?(?:年|[-/.])\s?(?<month>\d{1,2})\s?(?:月|[-/.])\s?(?<day>\d{1,2})(?:\s?日)?${TIME}`,
    ),
    read: (match) => calendar(match, ERAS[match.groups?.["era"] ?? ""] ?? 1911),
  },
  {
    id: "han-numerals",
    pattern: form(
      String.raw`(?<era>民[國国])?(?<year>[一二][〇○零0O一二三四五六七八九]{3}|(?<=民[國国])[〇○零一二三四五六七八九十百]{1,5})年(?<month>[一二三四五六七八九十]{1,2}|元)月(?<day>[一二三四五六七八九十廿]{1,3})日`,
    ),
    read: ({ groups = {} }) => ({
      year: chineseNumber(groups["year"] ?? "") + (groups["era"] === undefined ? 0 : 1911),
      month: chineseNumber(groups["month"] ?? ""),
      day: chineseNumber(groups["day"] ?? ""),
    }),
  },
  {
    id: "english",
    pattern: form(
      String.raw`\b(?:(?<name>${MONTHS})[a-z]{0,6}\.?\s(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?<year>(?:19|20)\d{2})|(?<day2>\d{1,2})(?:st|nd|rd|th)?\s(?<name2>${MONTHS})[a-z]{0,6}\.?,?\s(?<year2>(?:19|20)\d{2}))(?!\d)(?:,?\s(?:at\s)?${HALF}${CLOCK})?`,
    ),
    read: (match) => {
      const { groups = {} } = match;
      const name = (groups["name"] ?? groups["name2"] ?? "").slice(0, 3).toLowerCase();
      const month = MONTHS.toLowerCase().split("|").indexOf(name) + 1;
      return {
        ...clock(match),
        year: Number(groups["year"] ?? groups["year2"]),
        month,
        day: Number(groups["day"] ?? groups["day2"]),
      };
    },
  },
  {
    id: "compact",
    pattern: form(
      String.raw`(?<![\w.\-/=])(?<year>20\d{2})(?<month>0[1-9]|1[0-2])(?<day>0[1-9]|[12]\d|3[01])(?:(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)(?<second>[0-5]\d))?(?![\w.\-/])`,
    ),
    read: (match) => calendar(match),
  },
  {
    id: "month-day",
    needsNow: true,
    pattern: form(
      String.raw`(?<![\d年\-/.])(?:(?<month>\d{1,2})\s?[月월]\s?(?<day>\d{1,2})\s?[日일]|(?<=^|[\s\[（(]|(?<!\d):)(?<month2>\d{2})[-/](?<day2>\d{2}(?=\d{2}:\d{2})|\d{2}(?![\d\-/.:])))${TIME}`,
    ),
    read: (match, now) => (now === null ? null : yearless({ ...calendar(match), year: 0 }, now)),
  },
  {
    id: "relative-day",
    needsNow: true,
    pattern: form(
      String.raw`(?<word>今天|昨天|前天|今日|昨日|前日|昨晚)(?!头条|要闻|推荐|热点|热门|新闻|关注|热搜|看点|头版|焦点|導讀|导读|新聞|頭條|要聞|熱門)${TIME}`,
    ),
    read: (match, now) => {
      if (now === null) return null;
      const back = ["今", "昨", "前"].indexOf((match.groups?.["word"] ?? "今").slice(0, 1));
      return { ...clock(match), ...dayOf(now - back * DAY_MS) };
    },
  },
  {
    id: "weekday",
    needsNow: true,
    // 周一 beside nothing but a clock; in prose it is no date of the page.
    pattern: form(
      String.raw`(?<![\p{Script=Han}\d）)])(?:周|週|星期)(?<word>[一二三四五六日天])(?:\s{0,3}${HALF}${CLOCK}|(?=\s{0,3}$))`,
    ),
    read: (match, now) => {
      if (now === null) return null;
      const day = "日一二三四五六".indexOf((match.groups?.["word"] ?? "日").replace("天", "日"));
      const back = (new Date(now).getUTCDay() - day + 7) % 7;
      return { ...clock(match), ...dayOf(now - back * DAY_MS) };
    },
  },
  {
    id: "ago",
    needsNow: true,
    pattern: form(
      String.raw`(?:刚刚|剛剛|刚才|(?<half>半)个?小[时時]前|(?<count>\d{1,3}|[一二两兩三四五六七八九十]{1,3})\s?个?(?<unit>秒|分[钟鐘]?|小[时時]|天|日|周|週|星期)[之以]?前)`,
    ),
    read: ({ groups = {} }, now) => (now === null ? null : ago(groups, now)),
  },
];

function form(source: string): RegExp {
  return new RegExp(source, "giu");
}

function calendar(match: RegExpExecArray, yearOffset = 0): DateParts {
  const { groups = {} } = match;
  return {
    ...clock(match),
    year: Number(groups["year"] ?? 0) + yearOffset,
    month: Number(groups["month"] ?? groups["month2"]),
    day: Number(groups["day"] ?? groups["day2"]),
  };
}

function clock({ groups = {} }: RegExpExecArray): Partial<DateParts> {
  if (groups["hour"] === undefined) return {};
  const half = groups["half"] ?? groups["late"]?.toUpperCase();
  let hour = Number(groups["hour"]);
  if (half !== undefined && /^(?:下午|午[后後]|傍晚|晚[上间]?|오후|PM)$/i.test(half) && hour < 12) hour += 12;
  if (half === "中午" && hour < 3) hour += 12;
  // 深夜11:00 is late, 深夜1:00 is early.
  if (half === "深夜" && hour >= 6 && hour < 12) hour += 12;
  if (half !== undefined && /^(?:凌晨|午前|오전|AM)$/i.test(half) && hour === 12) hour = 0;
  return {
    hour,
    minute: Number(groups["minute"]),
    ...(groups["second"] === undefined ? {} : { second: Number(groups["second"]) }),
    ...(groups["zone"] === undefined ? {} : { zone: groups["zone"] }),
  };
}

/** A day without a year is the last such day, as seen from two days after `now`. */
function yearless(parts: DateParts, now: number): DateParts {
  const year = new Date(now).getUTCFullYear();
  const ahead = Date.UTC(year, parts.month - 1, parts.day) > now + 2 * DAY_MS;
  return { ...parts, year: ahead ? year - 1 : year };
}

function ago(groups: Record<string, string | undefined>, now: number): DateParts {
  const unitMs: Readonly<Record<string, number>> = {
    秒: 1000,
    分: 60_000,
    小: 3_600_000,
    天: DAY_MS,
    日: DAY_MS,
    周: 7 * DAY_MS,
    週: 7 * DAY_MS,
    星: 7 * DAY_MS,
  };
  const unit = groups["unit"]?.slice(0, 1) ?? "秒";
  const count = groups["count"] ?? "0";
  const units = /^\d/.test(count) ? Number(count) : chineseNumber(count);
  const back = groups["half"] === undefined ? units * (unitMs[unit] ?? 0) : 1_800_000;
  const then = now - back;
  if (back >= DAY_MS) return dayOf(then);
  const at = new Date(then);
  return { ...dayOf(then), hour: at.getUTCHours(), minute: at.getUTCMinutes() };
}

function dayOf(wallMs: number): DateParts {
  const at = new Date(wallMs);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}
