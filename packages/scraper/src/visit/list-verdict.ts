import type { ListOutlook, ListReading } from "@caibian/schema";

import type { Failure } from "./failure.ts";
import { GUARDS } from "./guards.ts";

/** What the answer of a start list held, apart from what was known of it. */
export interface ListFacts {
  /** URL that was asked for, and the one that answered. */
  readonly url: string;
  readonly finalUrl: string;
  readonly status: number;
  /** Articles, further lists and next pages that it leads to. */
  readonly leads: number;
  readonly text: string;
}

/** What a reading comes to. */
export type ListJudgement = Pick<ListReading, "verdict" | "trouble">;

/** Nothing is wrong with the list. */
export const FINE: ListJudgement = { verdict: "fine", trouble: null };

/** A start list that brought no answer. */
export function judgeFailure({ kind, code, message }: Failure): ListJudgement {
  const trouble = { code, message };
  if (kind === "blocked" || kind === "robots") return { verdict: "blocked", trouble };
  // No such name: the site has moved, or its domain was given up. One look is no proof, the ledger wants several.
  if (kind === "unreachable" && NO_NAME.test(message)) return { verdict: "gone", trouble };
  return { verdict: "broken", trouble };
}

/** A start list that answered: told apart by what the page says, where it led, and what used to be there. */
export function judgeList(facts: ListFacts, known: Pick<ListOutlook, "hadLeads">): ListJudgement {
  const odd = oddityOf(facts);
  if (odd !== null) return odd;
  if (facts.leads > 0) return FINE;
  if (!known.hadLeads || saysEmpty(facts.text)) return { verdict: "empty-ok", trouble: null };
  const message = "The list shows no articles where it used to have some";
  return { verdict: "empty-suspect", trouble: { code: "E_LIST_EMPTY", message } };
}

interface Oddity {
  readonly verdict: ListJudgement["verdict"];
  readonly code: string;
  readonly message: string;
  readonly isSo: (facts: ListFacts) => boolean;
}

/** Answers that are no list, each with its evidence; the first that fits is taken. */
const ODDITIES: readonly Oddity[] = [
  {
    verdict: "gone",
    code: "E_LIST_GONE",
    message: "The list answers that it is not there",
    isSo: ({ status }) => status === 404 || status === 410,
  },
  {
    verdict: "broken",
    code: "E_LIST_LOGIN",
    message: "The list leads to a login",
    isSo: ({ url, finalUrl, leads, text }) =>
      (LOGIN_PATH.test(pathOf(finalUrl)) && !LOGIN_PATH.test(pathOf(url))) || (leads === 0 && PASSWORD.test(text)),
  },
  {
    verdict: "broken",
    code: "E_LIST_MOVED_HOME",
    message: "The list leads to the home page: it was moved or taken away",
    isSo: ({ url, finalUrl, leads, text }) =>
      !isHome(url) &&
      // A section that got a host of its own is at home there, with its articles.
      ((isHome(finalUrl) && (leads === 0 || siteOf(finalUrl) === siteOf(url))) ||
        (leads === 0 && isHome(refreshOf(text, finalUrl)))),
  },
  {
    verdict: "blocked",
    code: "E_LIST_GUARD",
    message: "A guard answered in the list's place",
    isSo: ({ leads, status, text }) => leads === 0 && (GUARD_WORDS.test(text) || saysGuard(status, text)),
  },
  {
    verdict: "gone",
    code: "E_LIST_SOFT_404",
    message: "The list says that it is not there, with status 200",
    isSo: ({ leads, text }) => leads === 0 && NOT_THERE.test(text),
  },
  {
    verdict: "broken",
    code: "E_LIST_MAINTENANCE",
    message: "The site is being maintained",
    isSo: ({ leads, text }) => leads === 0 && MAINTENANCE.test(text),
  },
];

function oddityOf(facts: ListFacts): ListJudgement | null {
  const odd = ODDITIES.find(({ isSo }) => isSo(facts));
  return odd === undefined ? null : { verdict: odd.verdict, trouble: { code: odd.code, message: odd.message } };
}

const NO_NAME = /\bENOTFOUND\b|\bno such name\b/i;
const LOGIN_PATH = /\/(?:login|signin|sso|cas|passport|oauth)(?:[/.?]|$)/i;
const PASSWORD = /\btype\s{0,4}=\s{0,4}["']?password\b/i;
/** What a story may say too, and a list without articles does not. */
const GUARD_WORDS = /访问(?:已)?被禁止|您的(?:请求|访问)(?:疑似|可能)|人机验证|安全验证|Web应用防火墙/;
const NOT_THERE = /(?:页面|栏目|网页|内容)(?:已)?(?:不存在|被删除|无法找到|找不到)/;
const MAINTENANCE = /(?:网站|系统|平台|服务)[^<。]{0,4}(?:维护|升级|改版)(?:中|，|,|。|期间)|暂停(?:服务|访问)/;
const EMPTY =
  /暂无(?:相关)?(?:内容|数据|信息|新闻|文章|记录|资讯|稿件)|(?:没有|未)(?:找到|查询到|检索到)(?:相关|符合)?|无相关(?:数据|信息|记录)|no (?:records|data|results|articles)\b/i;
const REFRESH = /<meta\b[^>]{0,100}\bhttp-equiv\s*=\s*["']?refresh\b[^>]{0,100}\burl\s*=\s*["']?([^"'\s>]{1,500})/i;

/** The words of a guard's page. Its scripts were looked at when it came, and stand in pages behind a guard as well. */
function saysGuard(status: number, text: string): boolean {
  const spoken = GUARDS.filter(({ script, statuses }) => script === undefined && statuses?.includes(status) === true);
  return spoken.some(({ pattern }) => pattern.test(text));
}

/** A script's or a comment's 暂无内容 says nothing: many templates carry it for the day that they need it. */
function saysEmpty(text: string): boolean {
  return EMPTY.test(UNSHOWN.reduce((rest, [open, close]) => without(rest, open, close), text));
}

const UNSHOWN: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<script", "</script"],
];

/** A text without what stands between the marks, by plain search: a page of opening marks costs no more than one. */
function without(text: string, open: string, close: string): string {
  const kept: string[] = [];
  for (let at = 0; ;) {
    const from = text.indexOf(open, at);
    const end = from < 0 ? -1 : text.indexOf(close, from);
    kept.push(text.slice(at, from < 0 ? text.length : from));
    if (end < 0) return kept.join(" ");
    at = end + close.length;
  }
}

function refreshOf(text: string, base: string): string | null {
  const target = REFRESH.exec(text.slice(0, 20_000))?.[1];
  return target !== undefined && URL.canParse(target, base) ? new URL(target, base).href : null;
}

function isHome(url: string | null): boolean {
  return url !== null && /^\/(?:(?:index|default|main)\.\w{2,5})?$/i.test(pathOf(url)) && new URL(url).search === "";
}

/** The host, whatever the scheme, port and audience that its addresses name. */
function siteOf(url: string): string {
  return new URL(url).hostname.replace(/^(?:www|m|wap)\./, "");
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
