import { readCms } from "../cms/read-cms.ts";
import { isBylineLine } from "../fields/bylines.ts";
import type { Line, PageLines } from "../read/lines.ts";
import { keyOf, tidy } from "../text/fold.ts";
import type { BodyRange } from "./body.ts";
import { withoutSiteName } from "./title-suffix.ts";

/** The headline, and the line that shows it, if one does. */
export interface FoundTitle {
  readonly text: string;
  readonly line: Line | null;
  /** 0 to 1. */
  readonly confidence: number;
}

const TITLE_METAS = ["og:title", "twitter:title", "title"] as const;
const TITLE_NAME = /title|headline|biaoti|(?:^|[\s_-])(?:tit|bt|h1)(?:$|[\s_-])/i;
const LONGEST_TITLE = 160;
const LONGEST_KNOWN = 600;
const LINES_INTO_BODY = 8;
const ENOUGH = 40;
/** A score that only agreement with the head gives. */
const AGREES = 75;
const LEAST_SHARED = 6;
const LEAST_OF_LINKED = 45;
/** A short name that ends as the names of sites do: the logo, not the headline. */
const SITE_NAME = /^[^，。！？：]{2,10}(?:网|网站|新聞網|資訊網|资讯网|频道|在线|门户|日报|晚报)$/;
const LONGEST_SITE_NAME = 13;
const ONLY_SITE = /^[^，。！？：、“”]{2,18}(?:网|網|报|報|台|站|频道|首页|公司|新闻中心)$/;
const LINES_ABOVE = 5;
const CUT = /(?:\.{3,}|…+)$/;
/** A headline that repeats a title of the head whole may stand deeper: below the 索引号 table of a government paper. */
const DEEP_LINES = 40;
const LEAST_DEEP = 8;
const BEFORE_SITE = /^\s*[_|｜丨ㅣ—–-]/;
/** What a page without a telling title in its head asks of a headline. */
const ENOUGH_UNTOLD = 30;
const MOST_PARTS = 4;
/** Marks of lists and layouts in front of a headline. */
const LEADING_MARKS = /^(?:[\s\u3000·•◆■●▲★☆※>＞»|｜]|\[图\]|\[置顶\]|【置顶】|置顶[\s\u3000:：]|NEW[!！\s])+(?=\S{4})/;

/** The headline: the visible line that the document's title agrees with, else the best heading, else `<title>`. */
export function findTitle(page: PageLines, body: BodyRange | null): FoundTitle {
  const { head, lines } = page;
  const { known, worths } = readTitles(page);
  const bodyFrom = body?.from ?? lines.length;
  const end = Math.min(lines.length, bodyFrom + LINES_INTO_BODY);
  let best: Line | null = null;
  let bestScore = 0;
  for (let i = 0; i < end; i++) {
    const worth = worths[i] ?? 0;
    if (worth === 0) continue;
    const score = worth + nearness(bodyFrom - i);
    if (score > bestScore) {
      best = lines[i] ?? null;
      bestScore = score;
    }
  }
  const isTold = bestScore >= AGREES;
  const deep = isTold ? null : repeated(lines, known, end, bodyFrom + DEEP_LINES);
  if (deep !== null) return { text: tidy(deep.text), line: deep, confidence: 0.9 };
  if (best === null || bestScore < (isUntelling(known, lines, end) ? ENOUGH_UNTOLD : ENOUGH)) {
    const above = body === null ? null : lineAbove(lines, bodyFrom);
    return fromHead(known, head.metas.get("og:site_name")?.[0], above);
  }
  const text = joinParts(best, lines, known) ?? restoreCut(tidy(best.text), known);
  return { text: text.replace(LEADING_MARKS, ""), line: best, confidence: Math.min(1, bestScore / 100) };
}

/** What makes a headline of a line wherever the body is. */
interface Titles {
  /** The titles that the head gives, `<title>` first. */
  readonly known: readonly string[];
  /** By line; 0 for lines that are none. */
  readonly worths: Float64Array;
}

/** The headline is looked for before the body is known and after. */
const READ = new WeakMap<PageLines, Titles>();

function readTitles(page: PageLines): Titles {
  let titles = READ.get(page);
  if (titles === undefined) {
    const { head, lines } = page;
    const known = [
      head.title,
      ...readCms(page).of("title"),
      ...TITLE_METAS.flatMap((name) => head.metas.get(name) ?? []),
    ].map((text) => tidy(text.slice(0, LONGEST_KNOWN)));
    const keywords = tidy(head.metas.get("title")?.[0] ?? "");
    const keys = known
      .map((title) => ({ key: keyOf(title), isSure: title !== keywords }))
      .filter(({ key }) => key.length >= 2);
    const worths = new Float64Array(lines.length);
    for (const line of lines) worths[line.index] = worthOf(line, keys);
    titles = { known, worths };
    READ.set(page, titles);
  }
  return titles;
}

/** A line below `from` that is a title of the head, letter for letter, up to the site's name behind it. */
function repeated(lines: readonly Line[], known: readonly string[], from: number, to: number): Line | null {
  for (let i = from; i < Math.min(lines.length, to); i++) {
    const line = lines[i];
    if (line === undefined || line.linkLength > 0 || line.text.length < LEAST_DEEP) continue;
    const { text } = line;
    if (known.some((title) => title === text || (title.startsWith(text) && BEFORE_SITE.test(title.slice(text.length)))))
      return line;
  }
  return null;
}

/** True when no line above the body shares its text with the titles of the head: they only name the site. */
function isUntelling(known: readonly string[], lines: readonly Line[], end: number): boolean {
  const named = known.filter((title) => title.length >= LEAST_SHARED);
  return !lines
    .slice(0, end)
    .some(
      ({ text, linkLength }) =>
        text.length >= LEAST_SHARED && linkLength === 0 && named.some((title) => title.includes(text)),
    );
}

/** A headline that the page breaks into lines (吉林省人民政府 / 关于禁止…的通告), where the head has it whole. */
function joinParts(first: Line, lines: readonly Line[], known: readonly string[]): string | null {
  const titles = known.filter((title) => title.length > first.text.length + 4);
  if (titles.length === 0) return null;
  let joined = keyOf(first.text);
  for (let i = 1; i < MOST_PARTS; i++) {
    const next = lines[first.index + i];
    if (next === undefined || next.text.length > LONGEST_TITLE) return null;
    joined += keyOf(next.text);
    const whole = titles.find((title) => keyOf(title).startsWith(joined));
    if (whole === undefined) return null;
    const title = titles.map((text) => withoutSiteName(text)).find((text) => keyOf(text) === joined);
    if (title !== undefined) return title;
  }
  return null;
}

/** `<title>` without the site's name; where it is nothing but the site's name, the short line above the body. */
function fromHead(known: readonly string[], siteName: string | undefined, above: Line | null): FoundTitle {
  const text = withoutSiteName(known[0] ?? "", siteName) || (known.find((title) => title !== "") ?? "");
  const isSite = text === "" || ONLY_SITE.test(text);
  if (isSite && above !== null) return { text: tidy(above.text), line: above, confidence: 0.5 };
  return { text, line: null, confidence: text === "" ? 0 : isSite ? 0.3 : 0.6 };
}

/** The nearest line above the body that could be a headline: short, no link, no date, no label. */
function lineAbove(lines: readonly Line[], bodyFrom: number): Line | null {
  for (let i = bodyFrom - 1; i >= Math.max(0, bodyFrom - LINES_ABOVE); i--) {
    const line = lines[i];
    if (line === undefined || line.links > 0 || line.weight < 5 || line.weight > 60) continue;
    if (line.text.length > LONGEST_TITLE) continue;
    if (isBylineLine(line.text)) continue;
    if (/\d{4}\s?[-/.年]\s?\d{1,2}|[:：]\s*\S+\s*$|[>»]|字[号體体]/.test(line.text)) continue;
    return line;
  }
  return null;
}

/** A title of the head as `keyOf` folds it. A meta named `title` may hold keywords: its own word counts less. */
interface KnownTitle {
  readonly key: string;
  readonly isSure: boolean;
}

function worthOf(line: Line, keys: readonly KnownTitle[]): number {
  const { text, box } = line;
  if (line.weight < 1 || text.length > LONGEST_TITLE) return 0;
  // A blog's headline may link to its own page; other linked lines lead elsewhere.
  const isLinked = line.linkLength > text.length * 0.5;
  if (isLinked && line.heading === 0) return 0;
  const key = keyOf(isDot(text.charCodeAt(text.length - 1)) ? text.replace(CUT, "") : text);
  if (key.length < 2) return 0;
  const agreement = agreementOf(key, text, keys, isLinked);
  if (isLinked && agreement < LEAST_OF_LINKED) return 0;
  const heading = [0, 25, 20, 14, 8, 4, 4][line.heading] ?? 0;
  const { class: classes = "", id = "" } = box.element.attribs;
  const isNamed = (classes !== "" || id !== "") && TITLE_NAME.test(`${classes} ${id}`);
  if (agreement === 0 && heading === 0 && !isNamed) return 0;
  return agreement + heading + (isNamed ? 14 : 0) + Math.min(30, key.length);
}

/** How well the line agrees with a title of the head, 0 to 60. */
function agreementOf(key: string, text: string, keys: readonly KnownTitle[], isLinked: boolean): number {
  const isSite = text.length <= LONGEST_SITE_NAME && SITE_NAME.test(text);
  let agreement = 0;
  for (const { key: known, isSure } of keys) {
    if (isSite) agreement = Math.max(agreement, known.includes(key) ? 5 : 0);
    else if (known === key) agreement = Math.max(agreement, isSure ? 60 : 45);
    else if (key.length >= (isLinked ? 10 : 4) && known.startsWith(key)) agreement = Math.max(agreement, 45);
    else if (key.length >= 4 && known.includes(key)) agreement = Math.max(agreement, 25);
    else if (known.length >= 8 && key.startsWith(known)) agreement = Math.max(agreement, 35);
  }
  return agreement;
}

/** What it is worth to stand so many lines above the body. */
function nearness(distance: number): number {
  if (distance < -2) return -10;
  return distance <= 15 ? 12 - Math.max(0, distance) / 2 : 0;
}

function isDot(code: number): boolean {
  return code === 0x2e || code === 0x2026;
}

/** A headline that the page cuts with dots is whole in a meta or in `<title>`. */
function restoreCut(title: string, known: readonly string[]): string {
  if (!CUT.test(title)) return title;
  const start = keyOf(title.replace(CUT, ""));
  if (start.length < 6) return title;
  const whole = known
    .map((text) => withoutSiteName(text))
    .find((text) => !CUT.test(text) && keyOf(text).startsWith(start) && keyOf(text).length > start.length);
  return whole ?? title;
}
