import { canonicalUrl } from "./canonical-url.ts";
import { siteHostOf } from "./twin-hosts.ts";

/**
 * What is equal for two URLs of one page and, as far as URLs can tell, of one page only: the key of a lead and the
 * root of an article's id. It is no URL. Beyond `canonicalUrl` it sees through `http` and `https`, `www.`, the
 * order of parameters, doubled slashes and, where the path names its story beyond doubt, `m.`, `wap.` and `3g.`
 * (docs/url-identity.md). Null for what is no page.
 */
export function identityOf(url: string): string | null {
  const canonical = canonicalUrl(url);
  if (canonical === null) return null;
  const start = canonical.indexOf("//") + 2;
  const slash = canonical.indexOf("/", start);
  const question = canonical.indexOf("?", slash);
  const host = canonical.slice(start, slash);
  const path = withoutDoubles(canonical.slice(slash, question < 0 ? undefined : question));
  const query = question < 0 ? "" : `?${sorted(canonical.slice(question + 1))}`;
  return `${siteHostOf(host, path)}${path}${query}`;
}

/** Doubled slashes are one, but for those of a URL inside the path (`/go/http://a.cn/`). */
function withoutDoubles(path: string): string {
  if (!path.includes("//")) return path;
  const parts = path.split("/");
  const last = parts.length - 1;
  return parts.filter((part, n) => part !== "" || n === 0 || n === last || parts[n - 1]?.endsWith(":")).join("/");
}

/** Signs that WHATWG leaves bare in a query and others escape. */
const BARE = /[[\]^`{|}]/g;

/** Parameters by name, an empty value as none; those of one name keep their order, for it may mean something. */
function sorted(query: string): string {
  return query
    .replaceAll(BARE, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .split("&")
    .map((part) => [nameOf(part), part.replace(/^([^=]+)=$/, "$1")] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, part]) => part)
    .join("&");
}

function nameOf(part: string): string {
  return part.split("=", 1)[0] ?? "";
}
