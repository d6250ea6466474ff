import { readCms } from "../cms/read-cms.ts";
import type { Line, PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";

const PREFIX =
  /^(?:(?:您|你|本页)?(?:现在|現在|當前|当前|所在|目前|在)?的?(?:位置|所在|这里)(?:是|为)?|您现在(?=\s*[:：])|导航)\s*[:：]?\s*/;
const HOME = /^(?:[\p{Script=Han}A-Za-z0-9]{0,10}(?:首页|首頁|主页|网|網|站|频道|Home))[\s\u3000]*[>»›＞→／/]/iu;
const SEPARATOR = /\s*(?:[>»›＞→]+|->|--+|\s[/／·]\s|[/／])\s*/;
const OPENS_CRUMB = /^[>»›＞→]/;
const HAS_SEPARATOR = /[>»›＞→]|->|\s[/／·-]\s|--/;
/** What stands for the story itself at the end of a path. */
const STORY =
  /(?:(?:^|[\s\u3000])(?:正文|内容)|(?:正文|内文|內文|详细内容|浏览文章|文章内容|文章详情|查看文章|正文区)$|字号|转播到|打印|分享到).*$/;
const LONGEST_CRUMB = 20;
const LONGEST_PATH = 120;
const MOST_CRUMBS = 8;
const LINES_ABOVE = 16;
const COLUMN_METAS = ["article:section", "channel"] as const;

/** The column path (栏目): the breadcrumb above the story, in one line or a line a crumb, else what a meta names. */
export function findSection(page: PageLines, before: number): string[] {
  const { lines } = page;
  for (let i = before - 1; i >= 0; i--) {
    const line = lines[i];
    if (line === undefined || line.text.length > LONGEST_PATH || line.stops > 1) continue;
    const isNear = i >= before - LINES_ABOVE;
    const hasPrefix = PREFIX.test(line.text);
    if (isNear && opensCrumbLines(line, lines[i + 1])) {
      const crumbs = crumbLines(lines, hasPrefix && line.text.replace(PREFIX, "") === "" ? i + 1 : i, before);
      if (crumbs.length > 1) return crumbs;
    }
    if (!hasPrefix && !(isNear && (HOME.test(line.text) || isPath(line.text)))) continue;
    const crumbs = crumbsOf(line.text.replace(PREFIX, ""));
    if (crumbs.length > 1 || (hasPrefix && crumbs.length === 1 && HAS_SEPARATOR.test(line.text))) return crumbs;
  }
  const columns = [...readCms(page).of("column"), ...COLUMN_METAS.flatMap((name) => page.head.metas.get(name) ?? [])];
  const column = columns.find((words) => words.length <= LONGEST_CRUMB);
  return column === undefined ? [] : [tidy(column)];
}

/** A line a crumb: 首页 / > 要闻 / > 本地要闻. */
function opensCrumbLines(line: Line, next: Line | undefined): boolean {
  return next !== undefined && OPENS_CRUMB.test(next.text) && !OPENS_CRUMB.test(line.text);
}

/** Two separators and short words only: a path without a word that says so. */
function isPath(text: string): boolean {
  const parts = text.split(/[>»›＞→]+/);
  return parts.length >= 2 && parts.every((part) => part.trim().length <= 12) && /[>»›＞→]\s*\S/.test(text);
}

function crumbsOf(text: string): string[] {
  return text
    .split(SEPARATOR)
    .map((crumb) =>
      tidy(crumb)
        .replace(STORY, "")
        .replaceAll(/^[:：\s]+/g, ""),
    )
    .filter((crumb) => crumb !== "" && crumb.length <= LONGEST_CRUMB && /[\p{L}\p{N}]/u.test(crumb))
    .slice(0, MOST_CRUMBS);
}

/** Crumbs in lines of their own, each but the first behind a separator. */
function crumbLines(lines: readonly Line[], from: number, before: number): string[] {
  const crumbs: string[] = [];
  for (let i = from; i < Math.min(before, from + 2 * MOST_CRUMBS); i++) {
    const { text = "" } = lines[i] ?? {};
    if (crumbs.length > 0 && !OPENS_CRUMB.test(text) && !/[>»›＞→]$/.test(lines[i - 1]?.text ?? "")) break;
    crumbs.push(...crumbsOf(text.replace(PREFIX, "")));
  }
  return crumbs;
}
