import type { PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";

const NAME_METAS = ["sitename", "og:site_name", "application-name"] as const;
const LONGEST_NAME = 24;
/** What stands behind the last separator of a document title, if it ends as names of sites do. */
const LAST_PART = /[_|｜丨—–-]\s*([^_|｜丨—–\s-][^_|｜丨—–-]{1,23})$/;
const ENDS_AS_SITE = /(?:网|網|网站|網站|报|報|台|臺|在线|在線|门户|发布|客户端|新闻|政府|融媒)$/;

/** The name of the site: what the Source is called, what metas say, or the end of the document's title. */
export function siteNameOf(page: PageLines, given: string | undefined): string | null {
  if (given !== undefined) return given;
  for (const name of NAME_METAS) {
    const value = page.head.metas.get(name)?.[0];
    if (value !== undefined && value.length <= LONGEST_NAME) return tidy(value);
  }
  const last = tidy(LAST_PART.exec(tidy(page.head.title).slice(-60))?.[1] ?? "");
  return ENDS_AS_SITE.test(last) ? last : null;
}
