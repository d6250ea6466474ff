import type { Credit, CreditRole } from "@caibian/schema";

import { areAllPersons, splitNames } from "./names.ts";
import { ROLE_WORD, roleOf } from "./roles.ts";
import { looksLikePerson } from "./surnames.ts";

/** A credit and the role word that gave it; "" where none did. */
export interface Named extends Credit {
  readonly word: string;
}

const MARKS = /^[\s\u3000:：/／╱\\|｜丨]+/;
/** Words between one group's names and the next role word; taken off the end one by one. */
const ADJECTIVE =
  /(?:[本该][报報网網台刊社]|首席|特约|特約|实习|實習|见习|見習|全媒体|融媒体|全媒|融媒|驻[\p{Script=Han}]{2,4}|新闻|\s|\u3000)$/u;
const MEDIUM =
  /[\p{Script=Han}·]{2,12}(?:日报|晚报|晨报|早报|商报|时报|都市报|青年报|融媒体中心|融媒|客户端|在线|电视台|广播电台|网络版|周刊|[报報网網台社])$/u;
const OWN_MEDIUM = /[本该][报報网網台刊社]$/u;
/** 摄 and its kin behind the last name make the whole group photographers; 文/图 does not. */
const PHOTOGRAPHED = /(?:(?<![/／文])摄|攝|供图|供圖|提供)[\s\u3000）)]*$/;

/** A byline in brackets: what stands inside. No nested quantifier; the content is bounded. */
const BRACKET = /[（([【〔「]\s{0,4}([^（）()[\]【】〔〕「」]{2,120})[）)\]】〕」]/g;
const OPENS_WITH_ROLE =
  /^[\p{Script=Han}·\w\s]{0,16}?(?:记者|記者|通讯员|通訊員|实习生|作者|责任编辑|責任編輯|责编|编辑|編輯|撰文|撰稿|采写|摄影|文[/／╱]|图[/／╱])[\s\u3000:：/／|｜丨]*\S/u;
const AT_END =
  /\s*[（([【〔「]\s*((?:\p{Script=Han}{1,7}[网报台社])?(?:作者|责任编辑|責任編輯|责编|编辑|編輯|值班编辑|网络编辑|撰文|撰稿|执笔|校对|审核|供稿|来源|稿源)[\s:：/／|｜丨]+[^（）()。[\]【】〔〕「」]{0,100}?)\s*[）)\]】〕」]\s*$/u;
/** A bare name in brackets, or after 文/, that signs the paragraph: `…的肯定。（张某某）`. */
const SIGNED =
  /(?:(?:^|[。！？”"])\s*[（(]|(?:^|[。！？”"])\s*文\s?[/／╱])\s*((?:(?:特约)?评论员\s*)?\p{Script=Han}[\p{Script=Han}·\s\u3000、]{1,24}?)\s*[)）]?\s*$/u;
/** （李某某 摄影报道）: who wrote the story and took its pictures, before the work and without a role word. */
const WRITTEN_AND_SHOT =
  /^([\p{Script=Han}·、\s\u3000]{2,40}?)[\s\u3000]?(?:摄影报道|攝影報導|图文报道|圖文報導|文[/／]图|图[/／]文|摄影[/／、]报道)$/u;
const BRACKET_AT_END = /[（(【]([^（）()【】。，！？]{4,60})[）)】]\s{0,4}$/;
const WHOLE_LINE =
  /^[□◎■●▲◆\s\u3000（(【]{0,6}[^。，！？；：:（(]{0,20}?(?:记者|記者|通讯员|通訊員|特约撰稿人|评论员|撰文|作者|文(?=\s?[/／\\|｜丨:：]))[\s\u3000:：/／╱|｜丨\\]{1,8}[^。，！？；]{2,60}$/u;
const GLUED_REPORTER =
  /^[□◎■●▲◆\s\u3000（(]*(?:文[/／\\|｜丨:：]+)?(?:本报|本网|本刊)?(?:记者|記者)(\p{Script=Han}{2,4})[）)\s]*$/u;
/** 羊城晚报讯 记者诸葛某报道：and 本报讯 通讯员张某某报道 without brackets. */
const LEAD_REPORT =
  /^[\s\u3000]*[\p{Script=Han}·\d\s]{1,24}[讯訊电電][\s\u3000:：]*((?:本报|全媒体|首席|特约)?(?:记者|記者|通讯员)[\p{Script=Han}·、\s\u3000]{2,40}?)(?:摄影)?(?:报道|報導|报导)[\s\u3000]*[：:]/u;
/** 聯合報 記者林某某／即時報導, 记者 张某 摄影报道. */
const REPORTER_AND_NAME =
  /(?:记者|記者)[\s\u3000:：]?(\p{Script=Han}{2,4})(?=[／/\s）)]|[\p{Script=Han}]{0,4}(?:报道|報導)|$)/u;
/** 上報快訊／范某某 before the date, 全景网/陈某 in brackets. */
const MEDIUM_AND_NAME = /^[\s\u3000]*(\p{Script=Han}{2,10})[／/](\p{Script=Han}{2,4})(?=[\s\u3000\d]|$)/u;

/**
 * Credits inside one byline text (`本报记者 张三 通讯员 李四 摄`): each role word starts a new group; names before the
 * first have the role `first`, if one is given.
 */
export function parseByline(text: string, first: CreditRole | null = null, firstWord = ""): Named[] {
  const marks = [...text.matchAll(ROLE_WORD)];
  const named: Named[] = writersOf(text).map((name) => ({ role: "author", name, org: null, word: "" }));
  if (named.length > 0) return named;
  const isPhoto = PHOTOGRAPHED.test(text);
  const add = (role: CreditRole, word: string, from: number, to: number, org: string | null): void => {
    const names = splitNames(withoutNext(text.slice(from, to), to < text.length).replace(MARKS, ""));
    for (const name of names) named.push({ role: isPhoto ? "photographer" : role, name, org, word });
  };
  const before = text.slice(0, marks[0]?.index ?? text.length);
  // 作者：半月谈记者: what stands before another role word may be its medium.
  if (first !== null && (marks.length === 0 || areAllPersons(splitNames(before))))
    add(first, firstWord, 0, before.length, null);
  marks.forEach((mark, i) => {
    const role = roleOf(mark[0]);
    if (role === "none") return;
    const before = text.slice(i === 0 ? 0 : (marks[i - 1]?.index ?? 0), mark.index);
    add(role, mark[0], mark.index + mark[0].length, marks[i + 1]?.index ?? text.length, orgBefore(before));
  });
  return named;
}

/** Names that stand before 摄影报道 or 文/图 alone; none where anything else does. */
function writersOf(text: string): string[] {
  const before = WRITTEN_AND_SHOT.exec(text.trim())?.[1] ?? "";
  const names = before.search(ROLE_WORD) === -1 ? splitNames(before) : [];
  return areAllPersons(names) ? names : [];
}

/** A group without the medium and the adjectives that belong to the next role word. */
function withoutNext(group: string, hasNext: boolean): string {
  if (!hasNext) return group;
  let rest = group;
  for (let i = 0; i < 6 && ADJECTIVE.test(rest); i++) rest = rest.replace(ADJECTIVE, "");
  const medium = MEDIUM.exec(rest);
  return medium === null ? rest : rest.slice(0, medium.index);
}

function orgBefore(before: string): string | null {
  let rest = before.trim();
  for (let i = 0; i < 6 && !OWN_MEDIUM.test(rest) && ADJECTIVE.test(rest); i++)
    rest = rest.replace(ADJECTIVE, "").trim();
  return OWN_MEDIUM.exec(rest)?.[0] ?? MEDIUM.exec(rest)?.[0] ?? null;
}

/** Credits that brackets in a paragraph name: `本报讯（记者 裴某 实习生 张某 报道）`, and a name that signs its end. */
export function bracketCredits(text: string): Named[] {
  const signed = SIGNED.exec(text.slice(-60))?.[1];
  if (signed !== undefined && !OPENS_WITH_ROLE.test(signed)) {
    const names = splitNames(signed.replace(/^(?:特约)?评论员\s*/, ""));
    const role = signed.endsWith("摄") ? "photographer" : "author";
    if (areAllPersons(names)) return names.map((name) => ({ role, name, org: null, word: "" }));
  }
  const credits: Named[] = [];
  for (const match of text.matchAll(BRACKET)) {
    const inside = (match[1] ?? "").trim();
    if (/[。！？]/.test(inside)) continue;
    if (OPENS_WITH_ROLE.test(inside)) credits.push(...unnamedFirst(inside));
    else credits.push(...mediumAndName(inside));
  }
  const lead = LEAD_REPORT.exec(text.slice(0, 100))?.[1];
  if (lead !== undefined) credits.push(...parseByline(lead));
  return credits;
}

/** `（罗某 记者 江某）`: who stands before the reporter without a role wrote with him (通讯员). */
function unnamedFirst(inside: string): Named[] {
  const before = inside.slice(0, inside.search(/记者|記者|通讯员/));
  const names = splitNames(before);
  return areAllPersons(names) && /[\s\u3000、]/.test(before)
    ? parseByline(inside, "correspondent")
    : parseByline(inside);
}

/** A byline glued to the end of a paragraph: where it starts and what it says. Null when the paragraph ends otherwise. */
export function endByline(
  text: string,
): { readonly start: number; readonly raw: string; readonly inside: string } | null {
  const tail = text.slice(-140);
  const match = AT_END.exec(tail) ?? shotAtEnd(tail);
  if (match === null) return null;
  return { start: text.length - tail.length + match.index, raw: match[0].trim(), inside: match[1] ?? "" };
}

function shotAtEnd(tail: string): RegExpExecArray | null {
  const match = BRACKET_AT_END.exec(tail);
  return match !== null && writersOf(match[1] ?? "").length > 0 ? match : null;
}

/** True for a line that is a byline and nothing else: `华商报记者 马某某`. */
export function isBylineLine(text: string): boolean {
  if (text.length > 80) return false;
  if (WHOLE_LINE.test(text)) return true;
  const glued = GLUED_REPORTER.exec(text)?.[1];
  return glued !== undefined && looksLikePerson(glued);
}

/** `聯合報 記者林某某／即時報導`, `上報快訊／范某某`: who wrote, in an info line without a label's colon. */
export function infoLineReporter(text: string): Named | null {
  if (text.length > 120) return null;
  const name = REPORTER_AND_NAME.exec(text)?.[1];
  if (name !== undefined) {
    if (name.endsWith("摄") || name.endsWith("攝")) return null;
    const person = personOf(name);
    return person === null ? null : { role: "reporter", name: person, org: null, word: "记者" };
  }
  return mediumAndName(text)[0] ?? null;
}

function mediumAndName(text: string): Named[] {
  const [, org = "", name = ""] = MEDIUM_AND_NAME.exec(text) ?? [];
  const isMedium = /[网網报報社台]$/.test(org) || !looksLikePerson(org);
  return looksLikePerson(name) && isMedium && !/[文图圖]$/.test(org) ? [{ role: "author", name, org, word: "" }] : [];
}

/** The person at the start of up to four characters: 林某某即 is 林某某. */
function personOf(text: string): string | null {
  for (let length = text.length; length >= 2; length--) {
    const name = text.slice(0, length);
    if (looksLikePerson(name)) return name;
  }
  return null;
}
