import { z } from "zod";

const PERCENT_ENCODE =
  "no URL that can be read: percent-encode what is special in its user and password (# is %23, / is %2F, ? is %3F, % is %25)";

/** A web address, as a server that speaks HTTP has it. */
export const webUrl: z.ZodURL = z.url({
  protocol: /^https?$/,
  error: `an http:// or https:// URL, and this is ${PERCENT_ENCODE}`,
});

/** A server's URL with this scheme, in which a user and a password may stand. */
export function serverUrl(scheme: RegExp, words: string): z.ZodString {
  return z
    .string()
    .regex(scheme, { error: words, abort: true })
    .refine((url) => faultOfServerUrl(url) === null, { error: PERCENT_ENCODE });
}

/**
 * What is wrong with a server's URL, without any of it; null when it can be read. A password's `#` or `/` that is not
 * percent-encoded ends the host there: the server's name is then looked for at `user:pass`, or nowhere.
 */
export function faultOfServerUrl(url: string): string | null {
  if (!URL.canParse(url)) return PERCENT_ENCODE;
  const { protocol, username, password, pathname, hash } = new URL(url);
  // A web address may well have an @ in its path.
  const isCutOff = username === "" && !protocol.startsWith("http") && `${pathname}${hash}`.includes("@");
  return isCutOff || !canDecode(username) || !canDecode(password) ? PERCENT_ENCODE : null;
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    // A % that stands for itself.
    return false;
  }
}
