import { ChainCookies, RefusedError, type Fetched } from "@caibian/http";

/** One request's answer, a redirect included, and how long it took. */
export interface Came {
  readonly kind: "came";
  readonly fetched: Fetched;
  readonly ms: number;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Asks for a URL and for what it redirects to, one request after the other: each hop is a request like any other, in
 * its host's turn. Throws `RefusedError` for too many redirects and for one that leads nowhere.
 */
export async function follow<Other extends { readonly kind: string }>(
  url: string,
  ask: (target: string, cookies: ChainCookies) => Promise<Came | Other>,
): Promise<Came | Other> {
  const redirects: string[] = [];
  const cookies = new ChainCookies();
  for (let target = url; ;) {
    const answer = await ask(target, cookies);
    if (!hasCome(answer)) return answer;
    if (!isRedirect(answer.fetched)) {
      const { finalUrl, redirects: later } = answer.fetched;
      return { ...answer, fetched: { ...answer.fetched, url, finalUrl, redirects: [...redirects, ...later] } };
    }
    target = targetOf(answer.fetched, target);
    redirects.push(target);
    if (redirects.length > MOST_REDIRECTS)
      throw new RefusedError({ code: "E_REDIRECTS", what: `More than ${MOST_REDIRECTS} redirects`, where: url });
  }
}

/** True for an answer that only says where to ask instead. */
export function isRedirect({ status, headers }: Fetched): boolean {
  return REDIRECTS.has(status) && headers["location"] !== undefined;
}

function hasCome(answer: Came | { readonly kind: string }): answer is Came {
  return answer.kind === "came";
}

function targetOf({ headers }: Fetched, base: string): string {
  const location = headers["location"] ?? "";
  const where = location.slice(0, 200);
  if (!URL.canParse(location, base))
    throw new RefusedError({ code: "E_URL", what: "A redirect leads to what is no URL", where });
  const target = new URL(location, base);
  if (target.protocol !== "http:" && target.protocol !== "https:")
    throw new RefusedError({ code: "E_SCHEME", what: "Only http and https are fetched", where });
  if (target.username !== "" || target.password !== "")
    throw new RefusedError({ code: "E_URL", what: "A URL with a user name is not fetched", where: target.host });
  return target.href;
}
