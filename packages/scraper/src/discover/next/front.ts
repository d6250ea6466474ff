import { readScriptLink } from "../script-link.ts";
import type { PagedList } from "./next-page.ts";

/** A page with more links than this is no mere signpost. */
const MOST_LINKS = 8;

/**
 * An epaper's front page only sends on to today's: followed as if it were the next one. Not to a front page: that is
 * where a page that is gone sends its readers.
 */
export function targetOfFront({ page, hasArticles, resolve }: PagedList): string | null {
  if (hasArticles || page.anchors.length > MOST_LINKS) return null;
  const href = page.refresh ?? page.scripts.map(({ text }) => readScriptLink(text)).find((found) => found !== null);
  const target = href === undefined || href === null ? null : resolve(href);
  return target === null || /^\/(?:index\.\w+)?$/.test(new URL(target).pathname) ? null : target;
}
