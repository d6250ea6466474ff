import { decodeHTML, decodeHTMLAttribute } from "entities/lib/decode.js";

const HASH = 0x23;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const LONGEST_KNOWN = 12;
const MOST_KNOWN = 1000;
/** Longer than any name. */
const LONGEST_DECODED = 40;

/** Short references that were met, and what they stand for: a page has few, many times. */
const knownInText = new Map<string, string>();
const knownInValues = new Map<string, string>();

/** Text with its character references (`&nbsp;`, `&#8220;`) replaced. */
export function decodeText(text: string): string {
  const first = text.indexOf("&");
  return first === -1 ? text : decode(text, first, decodeHTML, knownInText);
}

/** The same for an attribute's value, where `&copy=1` stays as it is. */
export function decodeValue(text: string): string {
  const first = text.indexOf("&");
  return first === -1 ? text : decode(text, first, decodeHTMLAttribute, knownInValues);
}

function decode(text: string, first: number, decoder: (text: string) => string, known: Map<string, string>): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = first; at !== -1; at = text.indexOf("&", at + 1)) {
    const end = endOfReference(text, at);
    if (end === -1 || isParameter(text, at, end, decoder)) continue;
    const written = shortened(text.slice(at, end));
    let decoded = known.get(written);
    if (decoded === undefined) {
      decoded = decoder(written);
      if (written.length <= LONGEST_KNOWN && known.size < MOST_KNOWN) known.set(written, decoded);
    }
    if (decoded === written) continue;
    parts.push(text.slice(from, at), decoded);
    from = end;
  }
  if (from === 0) return text;
  parts.push(text.slice(from));
  return parts.join("");
}

/** `entities` cannot count to a number of hundreds of digits; what matters of it is that there is no such character. */
function shortened(reference: string): string {
  if (reference.length <= LONGEST_DECODED) return reference;
  return reference
    .replace(/^(&#x?)0*/i, "$1")
    .replace(/^(&#x[\da-f]{20})[\da-f]*/i, "$1")
    .replace(/^(&#\d{20})\d*/, "$1");
}

/** Behind the letters and digits that follow an `&` or `&#`, and a semicolon; -1 where none do. */
function endOfReference(text: string, at: number): number {
  const from = text.charCodeAt(at + 1) === HASH ? at + 2 : at + 1;
  let end = from;
  while (isAlphanumeric(text.charCodeAt(end))) end++;
  if (end === from) return -1;
  return text.charCodeAt(end) === SEMICOLON ? end + 1 : end;
}

/** `?a=1&copy=2`: a name before `=` is no reference in a value. */
function isParameter(text: string, at: number, end: number, decoder: unknown): boolean {
  return decoder === decodeHTMLAttribute && text.charCodeAt(end) === EQUALS && text.charCodeAt(end - 1) !== SEMICOLON
    ? text.charCodeAt(at + 1) !== HASH
    : false;
}

function isAlphanumeric(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}
