import iconv from "iconv-lite";

const NON_ASCII = /[^\0-\x7f]+/g;
/** What browsers escape in a query besides bytes above 0x7E. */
const ESCAPED = new Set(Buffer.from(`"#<>' `));

/**
 * A link with its query escaped as a browser would on a page of this charset: bare Chinese in a query goes out in
 * the page's own charset, in a path always in UTF-8. What is escaped already is left as it is.
 */
export function escapeQuery(href: string, charset: string): string {
  const question = href.indexOf("?");
  if (question < 0 || charset.startsWith("utf-") || !iconv.encodingExists(charset)) return href;
  const hash = href.indexOf("#");
  if (hash >= 0 && hash < question) return href;
  const end = hash < 0 ? href.length : hash;
  const query = href.slice(question, end).replaceAll(NON_ASCII, (text) => escapeBytes(iconv.encode(text, charset)));
  return href.slice(0, question) + query + href.slice(end);
}

function escapeBytes(bytes: Uint8Array): string {
  let escaped = "";
  for (const byte of bytes)
    escaped +=
      byte > 0x7e || ESCAPED.has(byte)
        ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte);
  return escaped;
}
