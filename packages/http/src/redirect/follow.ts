import { RefusedError } from "../errors.ts";
import type { WireAnswer, WireRequest } from "../exchange/wire.ts";
import { ChainCookies } from "./chain-cookies.ts";
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
  ask: (request: WireRequest) => Promise<WireAnswer>,
): Promise<ChainEnd> {
  const redirects: string[] = [];
  let cookies: ChainCookies | null = null;
  for (let request = first; ;) {
    const answer = await ask(request);
    const { target } = request;
    const location = REDIRECTS.has(answer.status) ? answer.headers["location"] : undefined;
    if (location === undefined || maxRedirects === null || request.method === "POST")
      return { answer, finalUrl: target, redirects };
    if (redirects.length >= maxRedirects)
      throw new RefusedError({
        code: "E_REDIRECTS",
        what: `More than ${maxRedirects} redirects`,
        where: first.target.href,
      });
    const next = readTarget(location, target);
    redirects.push(next.href);
    if (answer.cookies.length > 0) (cookies ??= new ChainCookies()).take(target.origin, answer.cookies);
    const headers = next.origin === target.origin ? request.headers : withoutSecrets(request.headers);
    const cookie = cookies?.headerFor(next.origin) ?? null;
    request = { ...request, target: next, headers: cookie === null ? headers : { ...headers, cookie } };
  }
}
