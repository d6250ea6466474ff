import type { Dateline } from "@caibian/schema";

/** How a dateline ends: 电 to elsewhere, 讯 for clients at home, 消息 on the air. */
const MARK =
  /(?:专|專)?[电電](?!话|話|影|视|視|力|子|商|动|動|网|網|台|站|器|脑|腦|池|价|價|梯|信)|(?:专|專)?[讯訊](?![息号號])|消息/;
const OWN = /^本[报報网網台臺站刊社]/u;
/** The shortest start that ends as names of media do: 新华社 of 新华社南京. */
const AGENCY = /^[\p{Script=Han}A-Za-z·]{1,11}?(?:社|网|網|报|報|台|臺|在线|客户端|周刊|电视)/u;
/** 新浪财经讯: a medium's desk, only as a whole. */
const DESK = /^[\p{Script=Han}A-Za-z]{2,8}(?:财经|科技|娱乐|体育|音乐|汽车|新闻|教育|健康|公司|资讯|財經|新聞|资本)$/u;
/** A desk behind the medium (凤凰网科技讯) is no place. */
const DESK_WORD = /^(?:科技|财经|娱乐|体育|汽车|新闻|教育|健康|房产|旅游|综合|记者)$/;
const DAY = /(?:(\d{1,2})月)?(\d{1,2})日$/;
const REPORTER = /^(?:记者|記者)[\p{Script=Han}]{3}/u;
const PLACE = /^[\p{Script=Han}·]{2,8}$/u;
const OPENING = /^[\s\u3000（(【[〔“]*(?:[据據])?/u;
const LONGEST = 40;
const PARAGRAPHS = 5;
const DAY_MS = 86_400_000;

/**
 * 电头: `新华社南京6月7日电`, `本报讯`, at the start of one of the first paragraphs. Null without a medium. `published`
 * (ISO 8601) gives the year.
 */
export function readDateline(paragraphs: readonly string[], published: string | null): Dateline | null {
  for (const paragraph of paragraphs.slice(0, PARAGRAPHS)) {
    const dateline = ofParagraph(paragraph.slice(0, LONGEST), published);
    if (dateline !== null) return dateline;
  }
  return null;
}

function ofParagraph(start: string, published: string | null): Dateline | null {
  const mark = MARK.exec(start);
  if (mark === null) return null;
  const opening = OPENING.exec(start)?.[0].length ?? 0;
  const words = withPlainDigits(start.slice(opening, Math.max(opening, mark.index))).replaceAll(/[\s\u3000]/g, "");
  const raw = start.slice(0, mark.index + mark[0].length).trim();
  const day = DAY.exec(words);
  const named = day === null ? words : words.slice(0, day.index);
  const agency = (OWN.exec(named) ?? AGENCY.exec(named) ?? DESK.exec(named))?.[0];
  if (agency === undefined) return null;
  const place = named.slice(agency.length).replace(REPORTER, "");
  if (place !== "" && !PLACE.test(place)) return null;
  // Long words before 讯 without a day are a sentence, not a place.
  if (day === null && place.length > 6) return null;
  return {
    agency,
    place: place === "" || DESK_WORD.test(place) ? null : place,
    day: day === null || published === null ? null : dayOf(day, published),
    raw,
  };
}

/** The last such day up to the publish date: 12月30日电 on 2 January is last year's. */
function dayOf([, month, day = ""]: RegExpExecArray, published: string): string | null {
  const latest = Date.parse(`${published.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(latest)) return null;
  const at = new Date(latest);
  for (let back = 0; back < 12; back++) {
    const wanted =
      month === undefined
        ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back, Number(day))
        : Date.UTC(at.getUTCFullYear() - back, Number(month) - 1, Number(day));
    const found = new Date(wanted);
    const exists =
      found.getUTCDate() === Number(day) && (month === undefined || found.getUTCMonth() + 1 === Number(month));
    if (exists && wanted <= latest + DAY_MS) return found.toISOString().slice(0, 10);
  }
  return null;
}

/** Full-width digits to ASCII, unit for unit. */
function withPlainDigits(text: string): string {
  return text.replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
}
