import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { every } from "hono/combine";

const MOST_BYTES = 64 * 1024;
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * For whatever changes something: only from this machine, only as JSON, and not from a page of another site. A browser
 * sends JSON across sites only after asking first, which the console does not answer.
 */
export const guardWrite: MiddlewareHandler = every(
  async (context, next) => {
    const why = refusalOf(context);
    if (why === null) return next();
    return context.json({ error: { code: "E_WRITE_REFUSED", what: why } }, 403);
  },
  bodyLimit({
    maxSize: MOST_BYTES,
    onError: (context) => context.json({ error: { code: "E_USAGE", what: "the body is too large" } }, 413),
  }),
);

function refusalOf(context: Context): string | null {
  const { address } = getConnInfo(context).remote;
  if (address === undefined || !LOOPBACK.test(address)) return "changes are taken from this machine only";
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) return "changes are taken as application/json only";
  const site = context.req.header("sec-fetch-site") ?? "none";
  if (site !== "none" && site !== "same-origin") return "changes are not taken from pages of other sites";
  const origin = context.req.header("origin");
  if (origin !== undefined && hostOf(origin) !== context.req.header("host")) {
    return "changes are not taken from pages of other sites";
  }
  return null;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
