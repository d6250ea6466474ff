import { findDates, readDate, readEpoch, type DateReading } from "@caibian/page";

import type { HeadFacts } from "../read/lines.ts";
import type { InfoLine, InfoZone } from "./info-zone.ts";

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
  "weibo:article:create_at",
  "og:release_date",
  "og:pubdate",
  "og:time",
  "publishdate",
  "publish_date",
  "publish-date",
  "publication_date",
  "publishtime",
  "publish_time",
  "data-publishtime",
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
  "weibo:article:update_at",
  "datemodified",
  "lastmod",
] as const;
const TODAY = /今天是|今日是|星期[一二三四五六日天]\s*$|农历|天气|当前时间/;
const URL_DATE = /(?:^|[/_t-])(20\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\d{0,6}[/_.-])/;

/**
 * The publish time: a visible one beside the title before any meta, the first with a clock before a mere day;
 * a meta, JSON-LD, Founder or WeChat time adds the clock when it speaks of the same day, and stands in when the
 * page shows none; last the date in the URL.
 */
export function findTimes(zone: InfoZone, head: HeadFacts, url: string | null, now: string | undefined): FoundTimes {
  const visible = visibleTime(zone.head) ?? visibleTime(labelledLines(zone.tail));
  const hidden = hiddenTime(head, now);
  const fromUrl = urlDate(url);
  const published = choose(visible, hidden) ?? fromUrl;
  const confidence = published === null ? 0 : visible !== null ? 0.95 : hidden !== null ? 0.85 : 0.5;
  return { published, updated: updatedTime(zone, head), confidence };
}

function choose(visible: DateReading | null, hidden: DateReading | null): DateReading | null {
  if (visible === null) return hidden;
  if (hidden === null || visible.precision !== "day") return visible;
  return hidden.precision !== "day" && hidden.iso.slice(0, 10) === visible.iso.slice(0, 10) ? hidden : visible;
}

function visibleTime(lines: readonly InfoLine[]): DateReading | null {
  let day: DateReading | null = null;
  let dayIsLabelled = false;
  for (const info of lines) {
    if (TODAY.test(info.line.text) && info.labels.every((label) => label.field !== "time")) continue;
    if (info.line.stops > 3 && info.line.weight > 40) continue;
    for (const date of info.dates) {
      const label = info.labels.findLast((mark) => mark.start <= date.index && mark.end >= date.index);
      if (label?.field === "updated") continue;
      if (date.precision !== "day") return date;
      const isLabelled = label?.field === "time";
      if (day === null || (isLabelled && !dayIsLabelled)) {
        day = date;
        dayIsLabelled = isLabelled;
      }
    }
  }
  return day;
}

function labelledLines(lines: readonly InfoLine[]): InfoLine[] {
  return lines.filter((info) => info.labels.some((label) => label.field === "time"));
}

function hiddenTime(head: HeadFacts, now: string | undefined): DateReading | null {
  let day: DateReading | null = null;
  const values = [
    ...(head.scriptEpoch === null ? [] : [head.scriptEpoch]),
    ...TIME_METAS.flatMap((name) => head.metas.get(name) ?? []),
    ...head.jsonLd.flatMap((code) => /"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"/.exec(code)?.[1] ?? []),
    /<date>([^<]{8,40})<\/date>/.exec(head.founder ?? "")?.[1] ?? "",
  ];
  for (const value of values) {
    const reading = readDate(value, now) ?? readEpoch(value);
    if (reading === null) continue;
    if (reading.precision !== "day") return reading;
    day ??= reading;
  }
  return day;
}

function updatedTime(zone: InfoZone, head: HeadFacts): DateReading | null {
  for (const info of [...zone.head, ...zone.tail]) {
    for (const label of info.labels) if (label.field === "updated") return readDate(label.value);
  }
  for (const name of UPDATE_METAS) {
    const reading = findDates(head.metas.get(name)?.[0] ?? "")[0];
    if (reading !== undefined) return reading;
  }
  return null;
}

function urlDate(url: string | null): DateReading | null {
  const match = URL_DATE.exec(url ?? "");
  return match === null ? null : readDate(`${match[1]}-${match[2]}-${match[3]}`);
}
