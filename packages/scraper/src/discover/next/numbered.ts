import type { PagedList } from "./next-page.ts";

const MOST_PAGES = 10_000;

/** A row of numbers: the current one is not a link, or links to this very page. */
export function nextByNumber({ url, page, resolve }: PagedList): string | null {
  const pages = new Map<number, string>();
  for (const { text, href } of page.anchors) {
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

/** A select of pages: the option after the chosen one, or after the one that is this page. */
export function nextByOption({ url, page, resolve }: PagedList): string | null {
  const pages = page.options
    .filter(({ value, text }) => /^第?\s*\d{1,4}\s*页?$/.test(text) && /[./?]/.test(value))
    .map(({ value, isSelected }) => ({ target: resolve(value), isSelected }));
  const current = pages.findIndex(({ target }) => target === url);
  const at =
    current === -1
      ? Math.max(
          0,
          pages.findIndex(({ isSelected }) => isSelected),
        )
      : current;
  const next = pages[at + 1]?.target ?? null;
  return next !== null && isPagerTwin(next, url) ? next : null;
}

const NODE = /\/20\d{2}-?[01]\d\/[0-3]\d\/(?:\w+\/)?node_(\d{1,5})\.html?$/i;

/** An epaper (数字报) lists its pages: the one with the next higher number in the folder of the day. */
export function nextOfEpaper({ url, page, resolve }: PagedList): string | null {
  const current = nodeOf(url);
  if (current === null) return null;
  let next: { readonly target: string; readonly node: number } | null = null;
  for (const { href } of page.anchors) {
    if (!/node_\d/i.test(href)) continue;
    const target = resolve(href);
    const node = target === null || folderOf(target) !== folderOf(url) ? null : nodeOf(target);
    if (target === null || node === null || node <= current || (next !== null && node >= next.node)) continue;
    if (!isSameFolder(target, url)) continue;
    next = { target, node };
  }
  return next?.target ?? null;
}

function nodeOf(url: string): number | null {
  const number = NODE.exec(new URL(url).pathname)?.[1];
  return number === undefined ? null : Number(number);
}

function isSameFolder(a: string, b: string): boolean {
  return new URL(".", a).href === new URL(".", b).href;
}

/** A pager's pages differ in numbers only: a link `2` in a table of something else does not. */
function isPagerTwin(next: string, url: string): boolean {
  return folderOf(next).startsWith(folderOf(url));
}

function folderOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname.slice(0, pathname.lastIndexOf("/") + 1).replaceAll(/\d+/g, "#");
}
