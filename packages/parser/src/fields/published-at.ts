import { readDate, readEpoch, readRocDate, type DateReading } from "@caibian/page/plain";

import { readCms, type CmsFacts } from "../cms/read-cms.ts";
import type { HeadFacts, PageLines } from "../read/lines.ts";
import type { InfoLine, InfoZone } from "./info-zone.ts";
import type { Labelled } from "./labels.ts";

/** When the page says the story came out, and when it was changed. */
export interface FoundTimes {
  readonly published: DateReading | null;
  readonly updated: DateReading | null;
  readonly confidence: number;
}

/** Metas that carry the publish time, the surest first; `name` and `property` alike (DOMAIN 3.1, 3.5). */
const TIME_METAS = [
  "pubdate",
  "article:published_time",
  "og:published_time",
  "bytedance:published_time",
  "og:release_date",
  "og:pubdate",
  "publishdate",
  "publish_date",
  "publish-date",
  "publication_date",
  "publishtime",
  "publish_time",
  "datepublished",
  "date_published",
  "article.published",
  "date.available",
  "dc.date",
  "dc.date.issued",
  "parsely-pub-date",
  "sailthru.date",
  "article_date_original",
  "cxenseparse:recs:publishtime",
  "apub:time",
  "date",
] as const;
const UPDATE_METAS = [
  "article:modified_time",
  "bytedance:updated_time",
  "og:updated_time",
  "datemodified",
  "lastmod",
] as const;
const PAPER_TIME = /^(?:成文|印发|签发)/;
const TODAY = /今天是|今日是|星期[一二三四五六日天]\s*$|农历|天气|当前时间/;
const URL_DATE = /(?:^|[/_t-])(20\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\d{0,6}[/_.-])/;

const THREE_DAYS_MS = 259_200_000;
const DAY_MS = 86_400_000;
const LONGEST_SIGNATURE = 16;

/**
 * The publish time: a visible one beside the title before any meta, the first with a clock before a mere day;
 * a meta, JSON-LD, Founder or WeChat time adds the clock when it speaks of the same day, and stands in when the
 * page shows none or counts back from now; where the two are days apart, the URL's day decides. Last come the date in
 * the URL, 更新时间 where it stands alone, and the paper's own (成文日期,
 * the signature).
 */
export function findTimes(zone: InfoZone, page: PageLines, url: string | null, now: string | undefined): FoundTimes {
  const { head } = page;
  const cms = readCms(page);
  const visible = visibleTime(zone.head, now) ?? visibleTime(labelledLines(zone.tail), now);
  const meta = hiddenTime(cms.of("published"), head, now);
  // `<time datetime>` has the year of a visible 03-05 10:11; others on the page are other stories'.
  const hidden = meta ?? (visible?.isRelative === true ? timeElement(head) : null);
  const fromUrl = urlDate(url);
  const updated = updatedTime(zone, cms.of("updated"), head, now);
  // Many small sites print 更新时间 and mean the day of publication.
  const published =
    choose(visible, hidden, fromUrl) ??
    fromUrl ??
    timeElement(head) ??
    updated ??
    paperTime(zone.head) ??
    signature(zone.tail) ??
    masthead(zone, cms);
  const confidence = published === null ? 0 : visible !== null ? 0.95 : hidden !== null ? 0.85 : 0.5;
  return { published, updated, confidence };
}

/** A time of the page; `isRelative` where it counts from now. */
type Sighted = DateReading & { readonly isRelative?: boolean };

function choose(visible: Sighted | null, hidden: DateReading | null, url: DateReading | null): DateReading | null {
  if (visible === null || hidden === null) return visible ?? hidden;
  if (visible.isRelative === true) return hidden;
  if (url !== null && !isNear(visible, url) && isNear(hidden, url)) return hidden;
  if (visible.precision !== "day") return visible;
  return hidden.precision !== "day" && hidden.iso.slice(0, 10) === visible.iso.slice(0, 10) ? hidden : visible;
}

function isNear(time: DateReading, other: DateReading): boolean {
  return Math.abs(Date.parse(time.iso) - Date.parse(other.iso)) <= THREE_DAYS_MS;
}

function visibleTime(lines: readonly InfoLine[], now: string | undefined): Sighted | null {
  const latest = now === undefined ? Number.POSITIVE_INFINITY : Date.parse(now) + 2 * DAY_MS;
  let day: Sighted | null = null;
  let dayIsLabelled = false;
  for (const info of lines) {
    if (TODAY.test(info.line.text) && info.labels.every((label) => label.field !== "time")) continue;
    const { weight, stops } = info.line;
    const isProse = info.isStory ? weight > 24 && stops > (weight > 40 ? 0 : 1) : weight > 30 && stops > 2;
    const isInfo = info.labels.length >= 2 || info.labels.some((label) => label.field === "time");
    if (isProse && !isInfo) continue;
    for (const date of info.dates) {
      const label = info.labels.findLast((mark) => mark.start <= date.index && mark.end >= date.index);
      if (label?.field === "updated" || label?.field === "other-time" || Date.parse(date.iso) > latest) continue;
      if (date.precision !== "day") return date;
      const isLabelled = label?.field === "time";
      if (day === null || (isLabelled && !dayIsLabelled)) {
        day = date;
        dayIsLabelled = isLabelled;
      }
    }
    const republic = info.dates.length === 0 ? labelledRocDate(info) : null;
    if (republic !== null && !dayIsLabelled) {
      day = republic;
      dayIsLabelled = true;
    }
  }
  return day;
}

/** 發布日期：110-06-07. */
function labelledRocDate(info: InfoLine): DateReading | null {
  const label = info.labels.find(({ field }) => field === "time");
  return label === undefined ? null : readRocDate(label.value);
}

function paperTime(lines: readonly InfoLine[]): DateReading | null {
  for (const { labels, dates } of lines) {
    const label = labels.find(({ label: word }) => PAPER_TIME.test(word));
    const date = label === undefined ? undefined : dates.find(({ index }) => index >= label.start && index < label.end);
    if (date !== undefined) return date;
  }
  return null;
}

/** 2021年6月7日 below the name of an office: the day of the paper, for want of another. */
function signature(lines: readonly InfoLine[]): DateReading | null {
  const signed = lines.findLast(
    ({ line: { text }, isStory, dates }) => isStory && dates.length === 1 && text.length <= LONGEST_SIGNATURE,
  );
  return signed?.dates[0] ?? null;
}

/** An epaper prints its day in the masthead alone; on other pages such a line is the visitor's day. */
function masthead(zone: InfoZone, cms: CmsFacts): DateReading | null {
  if (!cms.systems.includes("founder")) return null;
  const line = zone.head.find(({ line: { text }, dates }) => dates.length === 1 && text.length <= 24);
  return line?.dates[0] ?? null;
}

function labelledLines(lines: readonly InfoLine[]): InfoLine[] {
  return lines.filter((info) => info.labels.some((label) => label.field === "time"));
}

function hiddenTime(known: readonly string[], head: HeadFacts, now: string | undefined): DateReading | null {
  let day: DateReading | null = null;
  const values = [
    ...known,
    ...TIME_METAS.flatMap((name) => head.metas.get(name) ?? []),
    ...head.jsonLd.flatMap((code) => /"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"/.exec(code)?.[1] ?? []),
    ...(head.scriptEpoch === null ? [] : [head.scriptEpoch]),
  ];
  for (const value of values) {
    const reading = readDate(value, now) ?? readEpoch(value);
    if (reading === null) continue;
    if (reading.precision !== "day") return reading;
    day ??= reading;
  }
  return day;
}

/** 出版：… 更新：… in one line; a 更新 that stands alone is when it came out. */
function isSecondTime({ labels }: InfoLine, label: Labelled): boolean {
  return label.label === "更新" && labels[0] !== label && labels[0]?.field === "time";
}

/** The page's first `<time datetime>`. */
function timeElement(head: HeadFacts): DateReading | null {
  return readDate(head.metas.get("time[datetime]")?.[0] ?? "");
}

function updatedTime(
  zone: InfoZone,
  known: readonly string[],
  head: HeadFacts,
  now: string | undefined,
): DateReading | null {
  for (const info of [...zone.head, ...zone.tail]) {
    for (const label of info.labels)
      if ((label.field === "updated" || isSecondTime(info, label)) && label.value !== "")
        return readDate(label.value, now) ?? readRocDate(label.value);
  }
  for (const value of [...known, ...UPDATE_METAS.map((name) => head.metas.get(name)?.[0] ?? "")]) {
    const reading = readDate(value) ?? readEpoch(value);
    if (reading !== null) return reading;
  }
  return null;
}

function urlDate(url: string | null): DateReading | null {
  const match = URL_DATE.exec(url ?? "");
  return match === null ? null : readDate(`${match[1]}-${match[2]}-${match[3]}`);
}
