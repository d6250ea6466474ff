import { isTracking } from "./tracking.ts";

const LONGEST_URL = 8192;

/**
 * The URL that names a page, for ids and for "seen before": absolute http(s), host in lower case, without
 * fragment, credentials, default port, share and tracking parameters and session ids; `?div=` of epapers goes
 * too, since the same story is linked with several. What is left of the query keeps its order and spelling.
 * Null for everything else. Twins on another scheme or on `m.` stay apart.
 */
export function canonicalUrl(url: string, base?: string): string | null {
  if (url.length > LONGEST_URL) return null;
  const parsed = parseUrl(url.trim(), base);
  if (parsed === null || (parsed.protocol !== "http:" && parsed.protocol !== "https:")) return null;
  const host = parsed.host.replace(/\.(?=:\d+$|$)/, "");
  if (host === "") return null;
  const path = parsed.pathname.replaceAll(/;jsessionid=[^/;]*/gi, "");
  const query = parsed.search
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && !isTracking(part, parsed.hostname, path));
  return `${parsed.protocol}//${host}${path}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

function parseUrl(url: string, base: string | undefined): URL | null {
  return URL.canParse(url, base) ? new URL(url, base) : null;
}
