import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { every } from "hono/combine";

import { isOwnHost } from "./guard-host.ts";

/** Who may change something. */
export interface WriteGuard {
  /** Address that the console listens on. */
  readonly host: string;
  /** `Authorization: Bearer …` that every change needs, from wherever. Default none: this machine, without a proxy. */
  readonly token?: string | undefined;
}

interface Refusal {
  readonly status: 401 | 403;
  readonly why: string;
}

const MOST_BYTES = 64 * 1024;
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** What proxies add: behind one on this machine, everybody comes from this machine. */
const FORWARDED = ["forwarded", "via", "x-real-ip", "x-client-ip"] as const;

/**
 * For whatever changes something: with a token only for whoever has it, without one only from this machine, by a name
 * of this machine and not through a proxy. Only as JSON, and not from a page of another site: a browser sends JSON
 * across sites only after asking first, which the console does not answer.
 */
export function guardWrite(guard: WriteGuard): MiddlewareHandler {
  return every(
    async (context, next) => {
      const refusal = refusalOf(context, guard);
      if (refusal === null) return next();
      return context.json({ error: { code: "E_WRITE_REFUSED", what: refusal.why } }, refusal.status);
    },
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (context) => context.json({ error: { code: "E_USAGE", what: "the body is too large" } }, 413),
    }),
  );
}

function refusalOf(context: Context, guard: WriteGuard): Refusal | null {
  const stranger = guard.token === undefined ? notFromHere(context, guard.host) : withoutToken(context, guard.token);
  if (stranger !== null) return stranger;
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) return forbidden("changes are taken as application/json only");
  const site = context.req.header("sec-fetch-site") ?? "none";
  const origin = context.req.header("origin");
  const isOwnPage = origin === undefined || hostOf(origin) === context.req.header("host");
  if ((site !== "none" && site !== "same-origin") || !isOwnPage) {
    return forbidden("changes are not taken from pages of other sites");
  }
  return null;
}

function notFromHere(context: Context, host: string): Refusal | null {
  const { address } = getConnInfo(context).remote;
  if (address === undefined || !LOOPBACK.test(address)) return forbidden("changes are taken from this machine only");
  if (isForwarded(context)) return forbidden("changes are not taken through a proxy: set console.token, and send it");
  if (!isOwnHost(context.req.header("host"), host)) return forbidden("this host name is not ours");
  return null;
}

function isForwarded(context: Context): boolean {
  const headers = Object.keys(context.req.header());
  if (headers.some((name) => name.startsWith("x-forwarded") || FORWARDED.some((one) => one === name))) return true;
  // nginx without a line about headers adds none, but speaks HTTP/1.0, which nobody else does any more.
  const { incoming } = context.env as { readonly incoming: IncomingMessage };
  return incoming.httpVersion === "1.0";
}

function withoutToken(context: Context, token: string): Refusal | null {
  const given = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
  if (timingSafeEqual(digestOf(given), digestOf(token))) return null;
  return { status: 401, why: "changes need console.token of the config: Authorization: Bearer …" };
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function forbidden(why: string): Refusal {
  return { status: 403, why };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
