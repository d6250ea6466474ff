/** Stands for the page that shows all parts at once (`…_s.shtml`, `…_all.html`): behind every number. */
export const WHOLE = 1000;

const EXTENSION = /\.[a-z]{2,5}$/i;
const PART = /^(?:[_-]|\/)(?:(\d{1,2})|s|all|full|qw)$/i;
const FOLDER_PART = /^(\d{1,2})\/?$/;
const FIRST_OF_NUMBERED = /^(.*[_-])1(\.[a-z]{2,5})$/i;
const PAGE_PARAMETER = /^(?:page|page_?no|page_?num|page_?index|curr?page|pg)$/i;

/**
 * Which part of the story at `first` a URL is by its spelling (`a_2.html`, `a-2.html`, `a/2.html`, `?page=2`, or `a_2`
 * to a first `a_1`), or null when it is none. The first itself is 1.
 */
export function partNumber(first: URL, url: URL): number | null {
  if (first.host !== url.host) return null;
  if (first.pathname === url.pathname) return byParameter(first, url);
  if (first.search !== url.search) return null;
  const { pathname } = url;
  if (first.pathname.endsWith("/"))
    return pathname.startsWith(first.pathname)
      ? numberIn(FOLDER_PART.exec(pathname.slice(first.pathname.length)))
      : null;
  return byPath(first.pathname, pathname) ?? bySibling(first.pathname, pathname);
}

function byPath(first: string, path: string): number | null {
  const extension = EXTENSION.exec(first)?.[0] ?? "";
  const stem = first.slice(0, first.length - extension.length);
  if (!path.startsWith(stem) || !path.endsWith(extension)) return null;
  return numberIn(PART.exec(path.slice(stem.length, path.length - extension.length)));
}

/** `123_2.html` to `123_1.html`. */
function bySibling(first: string, path: string): number | null {
  const [, stem, extension] = FIRST_OF_NUMBERED.exec(first) ?? [];
  if (stem === undefined || extension === undefined || !path.startsWith(stem) || !path.endsWith(extension)) return null;
  return numberIn(FOLDER_PART.exec(path.slice(stem.length, path.length - extension.length)));
}

function byParameter(first: URL, url: URL): number | null {
  const [own, other] = [splitPage(first), splitPage(url)];
  return own.rest === other.rest && other.page !== null ? other.page : null;
}

function splitPage(url: URL): { readonly rest: string; readonly page: number | null } {
  const rest: string[] = [];
  let page: number | null = null;
  for (const [name, value] of url.searchParams) {
    if (PAGE_PARAMETER.test(name) && /^\d{1,2}$/.test(value)) page = Number(value);
    else rest.push(`${name}=${value}`);
  }
  return { rest: rest.sort().join("&"), page };
}

function numberIn(match: RegExpExecArray | null): number | null {
  if (match === null) return null;
  return match[1] === undefined ? WHOLE : Number(match[1]);
}

const LONGEST_PATH = 1_000;
const NUMBERED = /^(.*\/[^/]*\d[^/]*)[_-](\d{1,2})(\.[a-z]{2,5})$/i;

/** The URLs that the first page would have if this is a later part: without its number, or with a 1 for it. */
export function possibleFirsts(url: URL): readonly URL[] {
  const firsts: URL[] = [];
  const [, stem, number, extension] = NUMBERED.exec(url.pathname.slice(0, LONGEST_PATH)) ?? [];
  if (stem !== undefined && number !== undefined && extension !== undefined) {
    firsts.push(withPath(url, `${stem}${extension}`));
    if (Number(number) > 1) firsts.push(withPath(url, url.pathname.replace(/\d{1,2}(\.\w+)$/, "1$1")));
  }
  const { page } = splitPage(url);
  if (page !== null && page > 1) {
    const [bare, one] = [new URL(url), new URL(url)];
    for (const name of url.searchParams.keys()) {
      if (!PAGE_PARAMETER.test(name)) continue;
      bare.searchParams.delete(name);
      one.searchParams.set(name, "1");
    }
    firsts.push(bare, one);
  }
  return firsts;
}

function withPath(url: URL, pathname: string): URL {
  const other = new URL(url);
  other.pathname = pathname;
  return other;
}
