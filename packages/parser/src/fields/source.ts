import type { ArticleSource } from "@caibian/schema";

import type { HeadFacts, PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";
import type { InfoLine, InfoZone } from "./info-zone.ts";

const SOURCE_METAS = ["contentsource", "mediaid", "source", "article:source"] as const;
const SOURCE_IDS = ["source_baidu", "source", "js_name", "media_name"] as const;
const SELF = /^(?:本站|本网|本台|本报|本站原创|本网原创|原创)$/;
const NOBODY = /^(?:网络|互联网|网络整理|网络转载|转载|未知|佚名|admin|其他|其它|综合|无|暂无|null|不详)$/i;
const LONGEST_SOURCE = 40;
const LONGEST_RAW = 300;
/** Endings of media, office and account names that stand in an info line without a label. */
const MEDIA_NAME =
  /^(?!.*[。！？，；])[《〈]?[\p{L}\p{N}·•\-—. ]{1,18}(?:网|报|社|台|在线|新闻|日报|晚报|晨报|早报|周刊|周报|杂志|频道|发布|客户端|传媒|融媒体?|电视|广播|新浪|搜狐|腾讯|网易|月谈|导报|时报|商报|都市报|信报|办事处|政府|管委会|委员会|财经|娱乐|体育|資訊|聯合報|網|報|電台|之家|快讯|门户)[》〉]?$/u;
const TOOL_WORDS =
  /^(?:.*(?:评论|字号|字体|打印|分享|浏览|点击|阅读|收藏|关闭|首页|参与|微博|手机|大中小|我要|正文|转发|推荐|返回|频道首页|客户端下载).*|[大中小【】()（）\s]+)$/;

/** 来源: the label near the title, then a label in the tail, then a media name beside the date, then metas. */
export function findSource(zone: InfoZone, page: PageLines, siteName: string | null): ArticleSource | null {
  const found =
    labelled(zone.head) ?? fromId(page.named) ?? labelled(zone.tail) ?? unlabelled(zone.head) ?? fromMeta(page.head);
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

/** A piece of the dated info line, or of its neighbours, that reads like the name of a medium. */
function unlabelled(lines: readonly InfoLine[]): RawSource | null {
  const dated = lines.findIndex((info) => info.line.text.length <= 120 && info.dates.length > 0);
  if (dated === -1) return null;
  for (const index of [dated, dated + 1, dated - 1]) {
    const info = lines[index];
    if (info === undefined || (index !== dated && Math.abs(info.line.index - (lines[dated]?.line.index ?? 0)) > 2))
      continue;
    for (const piece of piecesOf(info)) {
      const value = tidy(piece).replaceAll(/^[\s(（【[|]+|[\s)）】\]|:：]+$/g, "");
      if (MEDIA_NAME.test(value) && !TOOL_WORDS.test(value)) return { value, raw: value };
    }
  }
  return null;
}

/** What is left of a line without dates, labels and tools, parted at seams, bars and blanks. */
function piecesOf(info: InfoLine): string[] {
  const { text, seams } = info.line;
  const cuts = new Set<number>([0, text.length, ...seams]);
  for (const date of info.dates) {
    cuts.add(date.index);
    cuts.add(date.index + date.length);
  }
  for (const label of info.labels) {
    cuts.add(label.start);
    cuts.add(label.end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const pieces: string[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i] ?? 0;
    if (info.dates.some((date) => from >= date.index && from < date.index + date.length)) continue;
    if (info.labels.some((label) => from >= label.start && from < label.end)) continue;
    pieces.push(...text.slice(from, edges[i + 1]).split(/[\s\u3000|｜丨]+/));
  }
  return pieces;
}

function fromId(named: ReadonlyMap<string, string>): RawSource | null {
  for (const id of SOURCE_IDS) {
    const value = clean(named.get(id) ?? "");
    if (value !== "" && value.length <= LONGEST_SOURCE && !/[。！？]|^\d+$/.test(value))
      return { value, raw: tidy(named.get(id) ?? "") };
  }
  return null;
}

function fromMeta(head: HeadFacts): RawSource | null {
  for (const name of SOURCE_METAS) {
    for (const content of head.metas.get(name) ?? []) {
      const value = clean(content);
      if (value !== "" && value.length <= LONGEST_SOURCE && !/^\d+$|https?:/.test(value))
        return { value, raw: tidy(content) };
    }
  }
  return null;
}

/** Drops a label that came with the value, staff words behind it and outer brackets. */
function clean(value: string): string {
  return tidy(value.slice(0, LONGEST_RAW))
    .replace(/^[\s\u3000]*(?:来源|来源于|稿源|文章来源)\s*[:：]\s*/, "")
    .replace(/[\s\u3000]+(?:原创稿|原创|作者.*|责任编辑.*|编辑.*|记者.*|字号.*|我要.*|\[.*|【.*)$/, "")
    .replaceAll(/^[\s（(【[]+|[\s|｜:：,，、】\]]+$/g, "")
    .replace(/^([^（(]*)[)）]+$/, "$1");
}
