import { normalizeEscapes } from "./percent.ts";
import { isTracking, mayBeSession } from "./tracking.ts";

const LONGEST_URL = 8192;

/**
 * The URL that names a page: absolute http(s), host in lower case, without fragment, credentials, default port,
 * share and tracking parameters and session ids; `?div=` of epapers goes too, since the same story is linked with
 * several. What is left of the query keeps its order. Null for everything else. Twins on another scheme or on
 * `m.` stay apart here: `identityOf` sees through them.
 */
export function canonicalUrl(url: string, base?: string): string | null {
  if (url.length > LONGEST_URL) return null;
  const parsed = parseUrl(url.trim(), base);
  if (parsed === null || (parsed.protocol !== "http:" && parsed.protocol !== "https:")) return null;
  const host = parsed.host.replace(/\.{1,255}(?=:\d+$|$)/, "");
  if (host === "" || host.startsWith(":")) return null;
  const path = normalizeEscapes(withoutSession(parsed.pathname));
  const query = namingParameters(parsed.search, parsed.hostname, path);
  return `${parsed.protocol}//${host}${path}${query.length === 0 ? "" : `?${normalizeEscapes(query.join("&"))}`}`;
}

function namingParameters(search: string, hostname: string, path: string): readonly string[] {
  if (search.length < 2) return [];
  const parts = search
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && !isTracking(part, hostname, path));
  const others = parts.filter((part) => !mayBeSession(part));
  return others.length > 0 || /\.s?html?$/i.test(path) ? others : parts;
}

/** Without what Java servers append and ASP.NET puts between two slashes where a reader takes no cookies. */
function withoutSession(path: string): string {
  if (!path.includes(";") && !path.includes("(")) return path;
  return path.replaceAll(/;jsessionid=[^/;]*/gi, "").replace(/\/\([SAF]\([\w-]{20,80}\)\)(?=\/)/, "");
}

function parseUrl(url: string, base: string | undefined): URL | null {
  return URL.canParse(url, base) ? new URL(url, base) : null;
}
