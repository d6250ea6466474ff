import type { NamedLink } from "./page-facts.ts";
import { siteOf } from "./sections.ts";

const HOME_NAME = /^(?:首页|主页|网站首页|返回首页|home)$/i;
/** A folder that is a date or a number holds one day's stories, not a section. */
const DATED_FOLDER = /^(?:20\d{2}(?:[-_]?\d{1,2}){0,2}|\d{1,2}|\d{6,}|t20\d+)$/;

/**
 * Where the section that a story belongs to may be found, the best guess first: the links of its trail (当前位置)
 * from the last one up, what its system's URLs say, then its folders without those of dates.
 */
export function sectionsOfStory(url: string, trail: readonly NamedLink[]): readonly NamedLink[] {
  const root = new URL("/", url).href;
  const guesses: NamedLink[] = trail
    .filter(
      (link) => link.url !== root && link.url !== url && !HOME_NAME.test(link.name) && siteOf(link.url) === siteOf(url),
    )
    .toReversed();
  const column = hanwebColumn(url);
  if (column !== null) guesses.push({ url: column, name: "" });
  guesses.push(...foldersAbove(url).map((folder) => ({ url: folder, name: "" })));
  guesses.push({ url: root, name: "" });
  const seen = new Set<string>();
  return guesses.filter((guess) => !seen.has(guess.url) && seen.add(guess.url));
}

/** hanweb: `/art/2016/11/22/art_1621004_30332664.html` is of column `/col/col1621004/`. */
function hanwebColumn(url: string): string | null {
  const column = /\/art\/20\d\d\/\d{1,2}\/\d{1,2}\/art_(\d+)_\d+\.html?$/i.exec(new URL(url).pathname)?.[1];
  return column === undefined ? null : new URL(`/col/col${column}/index.html`, url).href;
}

function foldersAbove(url: string): readonly string[] {
  const steps = new URL(url).pathname.split("/").slice(1, -1);
  while (DATED_FOLDER.test(steps.at(-1) ?? "")) steps.pop();
  return steps.length === 0 ? [] : [new URL(`/${steps.join("/")}/`, url).href];
}
