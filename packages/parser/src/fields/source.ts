import type { ArticleSource } from "@caibian/schema";

import { readCms } from "../cms/read-cms.ts";
import type { HeadFacts, PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";
import type { InfoLine, InfoZone } from "./info-zone.ts";
import { splitNames } from "./names.ts";
import { piecesOf } from "./pieces.ts";
import { looksLikePerson } from "./surnames.ts";

const SOURCE_METAS = ["source", "article:source"] as const;
const SOURCE_IDS = ["source", "media_name"] as const;
const SELF = /^(?:本站|本网|本台|本报|本站原创|本网原创|原创)$/;
const NOBODY =
  /^(?:网络|互联网|网络整理|网络转载|转载|转载文章|资料图片?|本刊|未知|佚名|admin|其他|其它|综合|无|暂无|null|不详)$/i;
const LONGEST_SOURCE = 40;
const LONGEST_RAW = 300;
/** Endings of media, office and account names that stand in an info line without a label. */
const MEDIA_NAME =
  /^(?!.*[。！？，；])[《〈]?[\p{L}\p{N}·•\-—. ]{1,18}(?:网|报|社|台|在线|新闻|日报|晚报|晨报|早报|周刊|周报|杂志|频道|发布|客户端|传媒|融媒体?|电视|广播|新浪|搜狐|腾讯|网易|月谈|导报|时报|商报|都市报|信报|办事处|政府|管委会|委员会|财经|娱乐|体育|資訊|網|報|社區|週刊|周刊|電台|之家|快讯|快訊|门户|网络版|电子版|局|办公室|宣传部|网信办|检察院|法院|协会|学会|大学|学院|医院|研究院)[》〉]?$/u;
const TOOL_WORDS =
  /^(?:.*(?:评论|字号|字体|打印|分享|浏览|点击|阅读|收藏|关闭|首页|参与|微博|手机|大中小|我要|正文|转发|推荐|返回|频道首页|客户端下载).*|[大中小【】()（）\s]+)$/;

/** 某某新闻·某某号·政务, 百家号: where an account of somebody's put it. Whose story it is may stand at its end. */
const PLATFORM = /(?:^|[·•｜|])\p{Script=Han}{1,5}号(?:$|[·•｜|])/u;

/** 供稿 and 发布者 name an office or a person; a person is no source. */
const OFFICE_OR_PERSON: ReadonlySet<string> = new Set(["供稿", "发布者", "发布人"]);
const BYLINE_SOURCE = /^(?:来源|稿源)[\s:：/／|｜丨]+(.{2,40})$/;

/**
 * 来源: the label near the title, unless it names a platform and the story's end says more; then one in the tail, an element that its id names as the source, the account of a
 * platform, a media name beside the date, last the metas.
 */
export function findSource(
  zone: InfoZone,
  page: PageLines,
  siteName: string | null,
  bylines: readonly string[],
): ArticleSource | null {
  const cms = readCms(page);
  const told = labelled(zone.head);
  const signed = firstOf(bylines.flatMap((byline) => BYLINE_SOURCE.exec(byline)?.[1] ?? []));
  const isPlatform = told !== null && PLATFORM.test(told.value);
  const found =
    (isPlatform ? (labelled([...zone.head, ...zone.tail].filter(({ isStory }) => isStory)) ?? signed) : null) ??
    told ??
    labelled(zone.tail) ??
    signed ??
    firstOf(cms.shown("source")) ??
    fromId(page.named) ??
    account(zone.head) ??
    unlabelled(zone.head) ??
    bylineMedium(zone.head) ??
    firstOf(cms.of("source")) ??
    fromMeta(page.head);
  if (found === null) return null;
  const name = clean(found.value);
  return {
    name: SELF.test(name) ? siteName : NOBODY.test(name) || name === "" ? null : name,
    raw: found.raw,
    url: null,
  };
}

interface RawSource {
  readonly value: string;
  readonly raw: string;
}

function labelled(lines: readonly InfoLine[]): RawSource | null {
  for (const info of lines) {
    for (const label of info.labels) {
      if (label.field !== "source") continue;
      const value = clean(withoutDates(label.value, info, label.start));
      if (OFFICE_OR_PERSON.has(label.label) && splitNames(value).some(looksLikePerson)) continue;
      if (value !== "" && value.length <= LONGEST_SOURCE && !/[。！？]/.test(value))
        return { value, raw: tidy(label.raw) };
    }
  }
  return null;
}

/** A date inside the value ends it: `来源：新华网 2011-12-09 20:27`. */
function withoutDates(value: string, info: InfoLine, start: number): string {
  for (const date of info.dates) {
    if (date.index < start) continue;
    const written = info.line.text.slice(date.index, date.index + date.length);
    const at = value.indexOf(written);
    if (at !== -1) return at === 0 ? value.slice(written.length) : value.slice(0, at);
  }
  return value;
}

const ACCOUNT_BOX = /(?:author|account|media|writer|nick|user)[-_]?name|^(?:author|account|media)$/i;
const LONGEST_ACCOUNT = 20;
/** 来自北京市: where a platform's user sits; the account stands between the date and it. */
const SEAT = /[\s\u3000]来自[\p{Script=Han}]{2,8}$/u;

/** The account on a platform: in a box that is named so beside the time, or between the time and 来自北京市. */
function account(lines: readonly InfoLine[]): RawSource | null {
  const timed = lines.find(
    (info) =>
      info.line.text.length <= 60 && (info.dates.length > 0 || info.labels.some(({ field }) => field === "time")),
  );
  if (timed === undefined) return null;
  if (SEAT.test(timed.line.text)) {
    const piece = piecesOf(timed)[0] ?? "";
    return isAccount(piece) ? { value: piece, raw: piece } : null;
  }
  const named = lines.find(({ line, labels }) => {
    if (labels.length > 0 || Math.abs(line.index - timed.line.index) > 2) return false;
    const { attribs } = line.box.element;
    return `${attribs["class"] ?? ""} ${attribs["id"] ?? ""}`.split(" ").some((name) => ACCOUNT_BOX.test(name));
  });
  const value = tidy(named?.line.text ?? "");
  return isAccount(value) ? { value, raw: value } : null;
}

function isAccount(text: string): boolean {
  return (
    text.length >= 2 &&
    text.length <= LONGEST_ACCOUNT &&
    !looksLikePerson(text) &&
    !TOOL_WORDS.test(text) &&
    !/[，。！？：；\d]/.test(text) &&
    !text.startsWith("来自")
  );
}

/** A piece of the dated info line, or of its neighbours, that reads like the name of a medium. */
function unlabelled(lines: readonly InfoLine[]): RawSource | null {
  const dated = lines.findIndex((info) => info.line.text.length <= 120 && info.dates.length > 0);
  if (dated === -1) return null;
  for (const index of [dated, dated + 1, dated - 1]) {
    const info = lines[index];
    if (info === undefined || (index !== dated && Math.abs(info.line.index - (lines[dated]?.line.index ?? 0)) > 2))
      continue;
    for (const piece of piecesOf(info)) {
      // 上報快訊／范某某: the medium stands before its reporter.
      const value = tidy(piece.replace(/[／/]\p{Script=Han}{2,4}$/u, "")).replaceAll(
        /^[\s(（【[|]+|[\s)）】\]|:：]+$/g,
        "",
      );
      if (MEDIA_NAME.test(value) && !TOOL_WORDS.test(value)) return { value, raw: value };
    }
  }
  return null;
}

/** 【聯合報╱記者林某某／即時報導】: the medium before its reporter, as papers of Taiwan print it. */
const BYLINE_MEDIUM =
  /^[\s\u3000【（(]*(?:20\d{2}[-/.]\d{1,2}[-/.]\d{1,2} \d{1,2}:\d{2} )?(\p{Script=Han}{2,8})[／/╱\s]\s?(?:特派員|特約)?記者/u;

function bylineMedium(lines: readonly InfoLine[]): RawSource | null {
  for (const { line } of lines) {
    const value = line.weight > 60 ? undefined : BYLINE_MEDIUM.exec(line.text)?.[1];
    if (value !== undefined) return { value, raw: value };
  }
  return null;
}

function fromId(named: ReadonlyMap<string, string>): RawSource | null {
  return firstOf(SOURCE_IDS.map((id) => named.get(id) ?? ""));
}

function fromMeta(head: HeadFacts): RawSource | null {
  return firstOf(SOURCE_METAS.flatMap((name) => head.metas.get(name) ?? []));
}

function firstOf(contents: readonly string[]): RawSource | null {
  for (const content of contents) {
    const source = rawSource(content);
    if (source !== null) return source;
  }
  return null;
}

function rawSource(content: string): RawSource | null {
  const value = clean(content);
  return value !== "" && value.length <= LONGEST_SOURCE && !/[。！？]|^\d+$|https?:/.test(value)
    ? { value, raw: tidy(content) }
    : null;
}

/** Drops a label that came with the value, staff words behind it and outer brackets. */
function clean(value: string): string {
  return tidy(value.slice(0, LONGEST_RAW))
    .replace(/^[\s\u3000]*(?:来源|来源于|稿源|文章来源)\s*[:：]\s*/, "")
    .replace(/[\s\u3000]+(?:原创稿|原创|作者.*|责任编辑.*|编辑.*|记者.*|字号.*|我要.*|\[.*|【.*)$/, "")
    .replaceAll(/^[\s（(【[]+|[\s|｜:：,，、】\]]+$/g, "")
    .replace(/^([^（(]*)[)）]+$/, "$1");
}
