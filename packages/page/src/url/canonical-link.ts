import { canonicalUrl } from "./canonical-url.ts";
import { bareHostOf, isTellingPath } from "./twin-hosts.ts";

/** The number by which a system calls its story. */
const STORY_NUMBER = /\d{5,}/g;
/** `_2.html`: a later page of a story, whose canonical link often names the first. */
const LATER_PAGE = /[_-]\d{1,3}(\.\w+)$/;

/**
 * The canonical URL that a page declares for itself (`<link rel="canonical">`, `og:url`), when it can be believed;
 * else null. Templates write one link on all their pages: to the home page, to the section, to the first page, to
 * another site. So it must stay on the site and name the same story by path or by number.
 */
export function trustedCanonical(url: string, declared: string): string | null {
  const own = canonicalUrl(url);
  const named = own === null ? null : canonicalUrl(declared, url);
  if (own === null || named === null) return null;
  const [from, to] = [new URL(own), new URL(named)];
  if (bareHostOf(from.host) !== bareHostOf(to.host)) return null;
  return namesSameStory(from, to) ? named : null;
}

function namesSameStory(from: URL, to: URL): boolean {
  if (from.pathname === to.pathname)
    return to.search === from.search || (isTellingPath(from.pathname) ? to.search === "" : hasAllNumbers(from, to));
  if (from.pathname.replace(LATER_PAGE, "$1") === to.pathname) return false;
  const numbers = `${from.pathname}${from.search}`.match(STORY_NUMBER) ?? [];
  return numbers.length > 0 && !to.pathname.endsWith("/") && hasAllNumbers(from, to);
}

/** Every number of the page's own address stands in the declared one too, so no other story is meant. */
function hasAllNumbers(from: URL, to: URL): boolean {
  const named = new Set(`${to.pathname}${to.search}`.match(/\d+/g));
  const own = `${from.pathname.split("/").at(-1) ?? ""}${from.search}`.match(/\d+/g) ?? [];
  return own.length > 0 && own.every((number) => named.has(number));
}
