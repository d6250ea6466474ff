/** Letters, digits and `-._~`: their escapes mean the same as they do (RFC 3986 section 6.2.2.2). */
const PLAIN = /^[\w.~-]$/;

/** A sign that begins no escape: what stands beside it could become one. */
const STRAY = /%(?![\da-f]{2})/i;

/**
 * The same path or query with one spelling of each escape: upper-case hex, nothing escaped that need not be. Bytes
 * above 0x7F stay escaped as they are, in whatever charset, so that a GBK query survives.
 */
export function normalizeEscapes(text: string): string {
  if (!text.includes("%") || STRAY.test(text)) return text;
  return text.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return PLAIN.test(char) ? char : escape.toUpperCase();
  });
}
