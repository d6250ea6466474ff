import type { Anchor } from "./anchors.ts";

const NEXT =
  /^(?:下一?页|后一?页|下一页\s*[>»›→]{0,2}|下页\s*[>»›]{0,2}|next(?: page)?\s*[>»›]{0,2}|[>›»]{1,2}|翻页)$/i;
/** Most pages of a pager that are believed. */
const MOST_PAGES = 10_000;

/** The page after this one, absolute, or null. `resolve` makes a link absolute. */
export function findNextPage(
  url: string,
  anchors: readonly Anchor[],
  scripts: readonly { readonly text: string }[],
  resolve: (href: string) => string | null,
): string | null {
  const candidates = [
    ...anchors.filter((anchor) => anchor.isRelNext || NEXT.test(anchor.text)).map((anchor) => resolve(anchor.href)),
    ...scripts.map(({ text }) => trsNext(text, url)),
    numberedNext(url, anchors, resolve),
  ];
  return candidates.find((next) => next !== null && next !== url && isSameHost(next, url)) ?? null;
}

// createPageHTML(total, current from 0, "index", "shtml"), also with the id of a container first, and pageControl.
const TRS =
  /\b(?:createPageHTML|pageControl)\s*\(\s*(?:['"][^'"]{0,40}['"]\s*,\s*)?(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*['"]([\w-]{1,60})['"]\s*,\s*['"](\w{1,8})['"]/;

/** TRS (拓尔思) pagers: page 0 is index.shtml, the second page is index_1.shtml. */
function trsNext(script: string, url: string): string | null {
  const [, total, current, stem, extension] = TRS.exec(script) ?? [];
  if (total === undefined || current === undefined) return null;
  const next = Number(current) + 1;
  if (next >= Math.min(Number(total), MOST_PAGES)) return null;
  return new URL(`${stem}_${next}.${extension}`, url).href;
}

/** A row of numbers: the current one is not a link, or links to this very page. */
function numberedNext(
  url: string,
  anchors: readonly Anchor[],
  resolve: (href: string) => string | null,
): string | null {
  const pages = new Map<number, string>();
  for (const { text, href } of anchors) {
    const number = /^[[(（]?\s*(\d{1,4})\s*[\])）]?$/.exec(text)?.[1];
    const target = number === undefined ? null : resolve(href);
    if (target !== null && !pages.has(Number(number))) pages.set(Number(number), target);
  }
  if (pages.size === 0) return null;
  const linked = [...pages].find(([, target]) => target === url)?.[0];
  let current = linked ?? 1;
  if (linked === undefined) while (pages.has(current) && current < MOST_PAGES) current++;
  const next = pages.get(current + 1) ?? null;
  return next !== null && isPagerTwin(next, url) ? next : null;
}

/** A pager's pages differ in numbers only: a link `2` in a table of something else does not. */
function isPagerTwin(next: string, url: string): boolean {
  return folderOf(next).startsWith(folderOf(url));
}

function folderOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname.slice(0, pathname.lastIndexOf("/") + 1).replaceAll(/\d+/g, "#");
}

function isSameHost(a: string, b: string): boolean {
  return new URL(a).host === new URL(b).host;
}

const PAGE_PARAMETER = /([?&](?:page|currpage|pageno|pagenum|pageindex|p)=)(\d{1,5})(?=&|$)/i;

/** For list APIs: the same URL with its page parameter one up, or null when it has none. */
export function nextByParameter(url: string): string | null {
  return PAGE_PARAMETER.test(url)
    ? url.replace(PAGE_PARAMETER, (_, name: string, page: string) => name + (Number(page) + 1))
    : null;
}
