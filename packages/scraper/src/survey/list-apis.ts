/** Most addresses that are worth a request. */
const MOST_APIS = 4;
const LONGEST_TEXT = 1_000_000;

const LITERAL = /["'`]((?:https?:)?\/{1,2}[^"'`\s<>\\${}]{2,300})["'`]/g;
const LIST_API =
  /getarticles|getlist|articlelist|article\/list|newslist|news\/list|listarticle|contents\.php|\/api\/[^?]{0,80}(?:list|articles|news|contents)|app_if\/|\/list\.json|\/data\/[^?]{0,80}\.json|cmsback\/api/i;
const NO_LIST =
  /\.(?:js|css|html?|shtml|png|jpe?g|gif|svg|ico|woff2?|mp4)(?:\?|$)|login|captcha|upload|search|comment|[={]$/i;

/**
 * Addresses of JSON list APIs that a script or a page spells out, absolute, in the order of the text. What
 * platforms put together from pieces is for `discover`; an address with holes (`${id}`) cannot be asked.
 */
export function findListApis(text: string, url: string): readonly string[] {
  const found = new Set<string>();
  for (const [, literal = ""] of text.slice(0, LONGEST_TEXT).matchAll(LITERAL)) {
    if (found.size >= MOST_APIS) break;
    if (LIST_API.test(literal) && !NO_LIST.test(literal) && URL.canParse(literal, url))
      found.add(new URL(literal, url).href);
  }
  return [...found];
}
