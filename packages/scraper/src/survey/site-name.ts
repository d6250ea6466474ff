import type { PageFacts } from "./page-facts.ts";

const NAME_METAS = ["sitename", "og:site_name", "application-name"] as const;
const SEPARATORS = /\s*[_|｜丨—–»>]+\s*|\s+-+\s+|(?<=\p{Script=Han})-+(?=\p{Script=Han})/u;
const ENDS_AS_SITE = /(?:网|網|网站|網站|报|報|台|臺|在线|在線|门户|发布|客户端|新闻|政府|融媒|频道)$/;
const NOT_A_NAME = /^(?:首页|主页|网站首页|欢迎.{0,8}|home|index|列表|新闻列表)$/i;
const LONGEST_NAME = 40;

/** What the site calls itself: its metas, else the part of the front page's or another page's title that is a name. */
export function siteNameOf(facts: PageFacts): string | null {
  for (const meta of NAME_METAS) {
    const value = facts.metas.get(meta);
    if (value !== undefined && value.length <= LONGEST_NAME) return value;
  }
  const parts = facts.title
    .split(SEPARATORS)
    .map((part) => part.replace(/^欢迎(?:访问|光临|来到)|(?:门户)?(?:网站)?(?:首页|主页)$/g, "").trim())
    .filter((part) => part !== "" && part.length <= LONGEST_NAME && !NOT_A_NAME.test(part));
  return parts.findLast((part) => ENDS_AS_SITE.test(part)) ?? parts.at(-1) ?? null;
}
