/** Most cookies that one chain carries, and most bytes of them. */
const MAX_COOKIES = 16;
const MAX_BYTES = 4096;
// RFC 6265 section 4.1.1: a name is a token, a value has no blank, comma, semicolon, quote or control.
const PAIR = /^\s*(?<name>[!#$%&'*+\-.^_`|~\w]+)=(?<value>"?[!#-+\--:<-[\]-~]*"?)\s*(?:;|$)/;

/**
 * Cookies of one redirect chain. Some sites set one and send the reader to the same URL again until it comes
 * back. They go to the very origin that set them and are forgotten when the chain ends: nothing is kept across
 * requests, so no Source can be told from another by them.
 */
export class ChainCookies {
  #byOrigin: Map<string, Map<string, string>> | null = null;

  /** Takes what an answer sets; a cookie that cannot be read is left out. */
  take(origin: string, lines: readonly string[]): void {
    if (lines.length === 0) return;
    const jars = (this.#byOrigin ??= new Map<string, Map<string, string>>());
    for (const line of lines) {
      const { name, value } = PAIR.exec(line)?.groups ?? {};
      if (name === undefined || value === undefined) continue;
      const jar = jars.get(origin) ?? new Map<string, string>();
      if (!jar.has(name) && jar.size >= MAX_COOKIES) continue;
      jar.set(name, value);
      jars.set(origin, jar);
    }
  }

  /** The Cookie header for an origin; null when there is none to send. */
  headerFor(origin: string): string | null {
    const jar = this.#byOrigin?.get(origin);
    if (jar === undefined) return null;
    const header = Array.from(jar, ([name, value]) => `${name}=${value}`).join("; ");
    return header.length > MAX_BYTES ? null : header;
  }
}
