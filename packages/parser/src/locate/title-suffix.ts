import { keyOf } from "../text/fold.ts";

// In Chinese titles the separator before the site's name mostly has no blanks around it.
const LAST_PART = /^(.+)(?:[_|｜丨ㅣ—–>»«]|--|\s-|-\s|-(?=[^-\d]*$)|·(?=[^·]*$))\s*([^_|｜丨ㅣ—–>»«]+)$/u;
const SEPARATOR_END = /[\s_|｜丨ㅣ—–>»«-]+$/;
const SITE_WORDS =
  /(?:网|网站|报|新闻|频道|门户|政府|中心|在线|首页|资讯|要闻|动态|传媒|电视台|客户端|日报|晚报|社区|论坛|平台|号|局|委员会|栏目|专题|公司|大学|学院|新浪|搜狐|网易|腾讯|凤凰|人民|新华)$|(?:网|新闻|频道|在线|财经|娱乐|体育|科技)|\.(?:com|cn|net|org|hk|tw)\b|^[A-Za-zÀ-ỹ .]{2,30}$|^(?:정치|경제|사회|국제|문화|스포츠|연예|오피니언|전국|[가-힣]{2,6}(?:일보|신문|뉴스|방송))$|(?:新聞|ニュース|オンライン)$/;
const LONGEST_TITLE = 300;
const LONGEST_SUFFIX = 24;
const LEAST_TITLE = 4;

/**
 * A document title without the column and site names behind it. Parts go from the end while they look like names;
 * ranges and model names (`2021-2025`, `5G-A`) stay, since what follows their hyphen is no name.
 */
export function withoutSiteName(title: string, siteName?: string): string {
  if (title.length > LONGEST_TITLE) return title;
  let rest = title;
  for (let parts = 0; parts < 5; parts++) {
    const match = LAST_PART.exec(rest);
    const [, start = "", last = ""] = match ?? [];
    const before = start.replace(SEPARATOR_END, "");
    if (match === null || before.length < LEAST_TITLE || last.length > LONGEST_SUFFIX) break;
    const isSite = siteName !== undefined && siteName !== "" && keyOf(last) === keyOf(siteName);
    // An underscore or a bar parts titles from names and stands nowhere else.
    const isBar = /[_|｜丨ㅣ]\s*$/.test(rest.slice(0, rest.length - last.length));
    if (!isSite && !isBar && !SITE_WORDS.test(last)) break;
    if (keyOf(before).length < keyOf(last).length && !isSite && parts === 0 && !SITE_WORDS.test(last)) break;
    rest = before.trim();
  }
  return rest;
}
