import type { PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";

const PREFIX = /^(?:(?:您|你)?(?:现在|当前|所在)的?(?:位置|所在)(?:是)?|位置|导航)\s*[:：]?\s*/;
const SEPARATOR = /\s*(?:[>»›＞→]+|->|--+|\/|·)\s*/;
const LONGEST_CRUMB = 20;
const COLUMN_METAS = ["columnname", "article:section", "channel"] as const;

/** The column path (栏目): the breadcrumb, else what a meta names. */
export function findSection(page: PageLines, before: number): string[] {
  for (const line of page.lines.slice(0, before)) {
    const { text } = line;
    if (text.length > 120 || !(PREFIX.test(text) || /^首页\s*[>»›＞/→-]/.test(text))) continue;
    const crumbs = text
      .replace(PREFIX, "")
      .split(SEPARATOR)
      .map(tidy)
      .filter(
        (crumb) => crumb !== "" && crumb.length <= LONGEST_CRUMB && !/^(?:正文|内容|详细内容|浏览文章)$/.test(crumb),
      );
    if (crumbs.length > 0) return crumbs.slice(0, 8);
  }
  for (const name of COLUMN_METAS) {
    const column = page.head.metas.get(name)?.[0];
    if (column !== undefined && column.length <= LONGEST_CRUMB) return [tidy(column)];
  }
  return [];
}
