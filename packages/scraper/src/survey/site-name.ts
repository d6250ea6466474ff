import type { PageFacts } from "./page-facts.ts";
import { weighSectionName } from "./section-names.ts";

const NAME_METAS = ["sitename", "og:site_name", "application-name"] as const;
const SEPARATORS = /[_|｜丨—–»>]|\s-|-\s|(?<=\p{Script=Han})-|-(?=\p{Script=Han})/u;
const ENDS_AS_SITE = /(?:网|網|网站|網站|报|報|台|臺|在线|在線|门户|客户端|政府|融媒|之窗)$/;
const NOT_A_NAME = /^(?:首页|主页|网站首页|home|index|.{0,4}列表)$/i;
const WELCOME = /^(?:热烈)?欢迎(?:您)?(?:访问|光临|来到)?|(?:门户)?(?:网站)?-?(?:首页|主页)$/g;
const LONGEST_NAME = 40;

/**
 * What the site calls itself: its metas, else the part of the title that is a name rather than a section: the first
 * one on a front page, the last one elsewhere. Null when the title names a section only.
 */
export function siteNameOf(facts: Pick<PageFacts, "title" | "metas">, isFront: boolean): string | null {
  for (const meta of NAME_METAS) {
    const value = facts.metas.get(meta);
    if (value !== undefined && value.length <= LONGEST_NAME) return value;
  }
  const parts = facts.title
    .split(SEPARATORS)
    .map((part) => part.replace(WELCOME, "").trim())
    .filter((part) => part !== "" && part.length <= LONGEST_NAME && !NOT_A_NAME.test(part))
    .filter((part) => isFront || ENDS_AS_SITE.test(part) || weighSectionName(part) === 0);
  if (!isFront) parts.reverse();
  return parts.find((part) => ENDS_AS_SITE.test(part)) ?? parts[0] ?? null;
}
