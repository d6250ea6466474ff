import { charsetOf } from "./labels.ts";

const PRESCAN_BYTES = 8192;
const META = /<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.\- ]{2,24})/gi;
const XML_DECLARATION = /^\s*<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_:.-]{2,24})["']/i;
const HTTP_CHARSET = /charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,24})/i;

/** The charset that a Content-Type header names, or null. */
export function httpCharset(contentType: string | undefined): string | null {
  const label = contentType?.match(HTTP_CHARSET)?.[1];
  return label === undefined ? null : charsetOf(label);
}

/**
 * The charset that the first 8 KB declare, in a meta element however malformed (`httpequiv`, no quotes) or an
 * XML declaration. A UTF-16 label is a lie, since the declaration itself could be read.
 */
export function metaCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, PRESCAN_BYTES)).toString(
    "latin1",
  );
  const labels = [head.match(XML_DECLARATION)?.[1], ...Array.from(head.matchAll(META), (match) => match[1])];
  for (const label of labels) {
    const charset = label === undefined ? null : charsetOf(label);
    if (charset !== null) return charset.startsWith("utf-16") ? "utf-8" : charset;
  }
  return null;
}
