import { RefusedError } from "../errors.ts";
import type { WireAnswer, WireRequest } from "../exchange/wire.ts";
import type { ChainCookies } from "./chain-cookies.ts";
import { readTarget, withoutSecrets } from "./target.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The answer at the end of a chain. */
export interface ChainEnd {
  readonly answer: WireAnswer;
  readonly finalUrl: URL;
  /** URLs passed through, in order. */
  readonly redirects: readonly string[];
}

/**
 * Asks and follows redirects, each hop a request of its own. A POST is never sent on; with `maxRedirects` null nothing
 * is: the redirect is the answer.
 */
export async function follow(
  first: WireRequest,
  maxRedirects: number | null,
  cookies: ChainCookies,
  ask: (request: WireRequest) => Promise<WireAnswer>,
): Promise<ChainEnd> {
  const redirects: string[] = [];
  for (let request = withCookies(first, cookies); ;) {
    const answer = await ask(request);
    const { target } = request;
    const location = REDIRECTS.has(answer.status) ? answer.headers["location"] : undefined;
    if (location === undefined || request.method === "POST") return { answer, finalUrl: target, redirects };
    cookies.take(target.origin, answer.cookies);
    if (maxRedirects === null) return { answer, finalUrl: target, redirects };
    answer.body?.drop();
    if (redirects.length >= maxRedirects)
      throw new RefusedError({
        code: "E_REDIRECTS",
        what: `More than ${maxRedirects} redirects`,
        where: first.target.href,
      });
    const next = readTarget(location, target);
    redirects.push(next.href);
    const headers = next.origin === target.origin ? request.headers : withoutSecrets(request.headers);
    request = withCookies({ ...request, target: next, headers }, cookies);
  }
}

function withCookies(request: WireRequest, cookies: ChainCookies): WireRequest {
  const cookie = cookies.headerFor(request.target.origin);
  return cookie === null ? request : { ...request, headers: { ...request.headers, cookie } };
}
