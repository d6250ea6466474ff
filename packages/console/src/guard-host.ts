import type { MiddlewareHandler } from "hono";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const ANY = new Set(["0.0.0.0", "::", "[::]"]);

/**
 * Refuses a Host header that does not name loopback or the listening address: a page of another site must not
 * read the console through a browser (DNS rebinding). Behind 0.0.0.0 the names are the proxy's business.
 */
export function guardHost(host: string): MiddlewareHandler {
  return async (context, next) => {
    if (ANY.has(host) || isOwnHost(context.req.header("host"), host)) return next();
    return context.json({ error: { code: "E_HOST", what: "This host name is not served here" } }, 421);
  };
}

/** Whether a Host header names loopback or the one address that is listened on. */
export function isOwnHost(header: string | undefined, host: string): boolean {
  const asked = (header ?? "").replace(/:\d+$/, "").toLowerCase();
  if (LOOPBACK.has(asked)) return true;
  return !ANY.has(host) && (asked === host.toLowerCase() || asked === `[${host.toLowerCase()}]`);
}
