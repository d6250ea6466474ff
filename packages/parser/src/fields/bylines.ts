import type { Credit, CreditRole } from "@caibian/schema";

import { splitNames } from "./names.ts";
import { looksLikePerson } from "./surnames.ts";

const ROLE_WORDS: readonly (readonly [RegExp, CreditRole])[] = [
  [/责任编辑|責任編輯|责编|值班编辑|网络编辑|编辑|編輯|策划|统筹|监制/, "editor"],
  [/通讯员|通訊員|实习生|供稿/, "correspondent"],
  [/摄影报道|摄影|摄像|供图|图(?=[/／])/, "photographer"],
  [/翻译|编译/, "translator"],
  [/校对/, "proofreader"],
  [/审核/, "reviewer"],
  [/作者|撰文|撰稿|采写|执笔|文(?=[/／])/, "author"],
  [/记者|記者|特派员/, "reporter"],
];
const ROLE =
  /责任编辑|責任編輯|责编|值班编辑|网络编辑|编辑|編輯|策划|统筹|监制|通讯员|通訊員|实习生|供稿|摄影报道|摄影|摄像|供图|翻译|编译|校对|审核|作者|撰文|撰稿|采写|执笔|记者|記者|特派员|[文图](?=[/／])/g;
const BEFORE_ROLE =
  /(?:本报|本网|本台|本刊|首席|特约|实习|见习|全媒体|融媒体|全媒|融媒|驻[\p{Script=Han}]{2,4}|[\p{Script=Han}]{2,6}(?:日报|晚报|晨报|报|网|台|社|融媒|客户端))+$/u;
const ORG =
  /(本报|本网|本台|本刊|[\p{Script=Han}]{2,8}(?:日报|晚报|晨报|都市报|报|网|电视台|融媒|客户端|社))[^，。]{0,4}$/u;

/** A byline in brackets: what stands inside. No nested quantifier; the content is bounded. */
const BRACKET = /[（([【〔「]([^（）()[\]【】〔〕「」]{2,120})[）)\]】〕」]/g;
const OPENS_WITH_ROLE =
  /^(?:[\p{Script=Han}·\w]{0,12}?)(?:记者|記者|通讯员|通訊員|实习生|作者|责任编辑|責任編輯|责编|编辑|編輯|撰文|撰稿|采写|文[/／]|图[/／])[\s\u3000:：/／|｜丨]*\S/u;
const AT_END =
  /\s*[（([【〔「]\s*((?:\p{Script=Han}{1,7}[网报台社])?(?:作者|责任编辑|責任編輯|责编|编辑|編輯|值班编辑|网络编辑|撰文|撰稿|执笔|校对|审核|供稿|来源|稿源)[\s:：/／|｜丨]+[^（）()。[\]【】〔〕「」]{0,100}?)\s*[）)\]】〕」]\s*$/u;
/** A bare name in brackets, or after 文/, that signs the paragraph: `…的肯定。（张某某）`. */
const SIGNED =
  /(?:(?:^|[。！？”"])\s*[（(]|(?:^|[。！？”"])\s*文\s?[/／])\s*((?:评论员\s*)?\p{Script=Han}[\p{Script=Han}\s\u3000、]{1,24}?)\s*[)）]?\s*$/u;
const WHOLE_LINE =
  /^[□◎■●▲\s（(【]*(?:[^。，！？；：:]{0,20}?)(?:首席|特约|实习|见习|全媒体|融媒体)?(?:记者|記者|通讯员|特约撰稿人|撰文|作者|文)[\s\u3000:：/／|｜丨]+[^。，！？；]{2,60}$/u;
const REPORTER_AND_NAME = /(?:记者|記者)\s?(\p{Script=Han}{2,4})(?=[／/\s）)]|$)/u;

/** Credits inside one byline text (`本报记者 张三 通讯员 李四 摄`): each role word starts a new group. */
export function parseByline(text: string): Credit[] {
  const credits: Credit[] = [];
  const marks = [...text.matchAll(ROLE)];
  marks.forEach((mark, i) => {
    const role = ROLE_WORDS.find(([word]) => word.test(`${mark[0]}/`))?.[1];
    if (role === undefined) return;
    const from = mark.index + mark[0].length;
    const between = text.slice(from, marks[i + 1]?.index ?? text.length).replace(BEFORE_ROLE, "");
    const before = text.slice(i === 0 ? 0 : (marks[i - 1]?.index ?? 0), mark.index);
    const org = ORG.exec(before.trim())?.[1] ?? null;
    for (const name of splitNames(between.replace(/^[\s:：/／|｜丨]+/, ""))) credits.push({ role, name, org });
  });
  return credits;
}

/** Credits that brackets in a paragraph name: `本报讯（记者 裴某 实习生 张某 报道）`. */
export function bracketCredits(text: string): Credit[] {
  const credits: Credit[] = [];
  const signed = SIGNED.exec(text.slice(-60))?.[1];
  if (signed !== undefined) {
    const names = splitNames(signed.replace(/^评论员\s*/, ""));
    if (names.length > 0 && names.every(looksLikePerson))
      return names.map((name) => ({ role: "author", name, org: null }));
  }
  for (const match of text.matchAll(BRACKET)) {
    const inside = match[1]?.trim() ?? "";
    if (OPENS_WITH_ROLE.test(inside) && !/[。！？]/.test(inside)) credits.push(...parseByline(inside));
  }
  return credits;
}

/** A byline glued to the end of a paragraph: where it starts and what it says. Null when the paragraph ends otherwise. */
export function endByline(
  text: string,
): { readonly start: number; readonly raw: string; readonly inside: string } | null {
  const tail = text.slice(-140);
  const match = AT_END.exec(tail);
  if (match === null) return null;
  return { start: text.length - tail.length + match.index, raw: match[0].trim(), inside: match[1] ?? "" };
}

/** True for a line that is a byline and nothing else: `华商报记者 马某某`. */
export function isBylineLine(text: string): boolean {
  return text.length <= 80 && WHOLE_LINE.test(text);
}

/** `聯合報 記者林某某／即時報導`: a reporter in an info line, without a label's colon. */
export function infoLineReporter(text: string): Credit | null {
  const name = text.length > 120 ? undefined : REPORTER_AND_NAME.exec(text)?.[1];
  return name !== undefined && looksLikePerson(name) ? { role: "reporter", name, org: null } : null;
}
