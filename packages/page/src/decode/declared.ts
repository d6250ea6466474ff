import { charsetOf } from "./labels.ts";
import { prescan } from "./prescan.ts";

/** Late metas stand behind long comments and styles; browsers look at 1024 bytes, which Chinese sites outgrow. */
const PRESCAN_BYTES = 10_240;
const META = /<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.\- ]{2,24})/gi;
const XML_DECLARATION = /^\s*<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_:.-]{2,24})["']/i;
const HTTP_CHARSET = /charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,24})/i;
/** What a malformed meta is believed in: pages of other charsets are not written by the CMSs that malform it. */
const CHINESE: ReadonlySet<string> = new Set(["gb18030", "big5"]);

/** The charset that a Content-Type header names, or null. */
export function httpCharset(contentType: string | undefined): string | null {
  const label = contentType?.match(HTTP_CHARSET)?.[1];
  return label === undefined ? null : charsetOf(label);
}

/**
 * The charset that the first 10 KB declare: in an XML declaration or a meta element as browsers read them, else in
 * a meta however malformed (`httpequiv`, an open quote) that names a Chinese one. A UTF-16 label is a lie, since
 * the declaration itself could be read.
 */
export function metaCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, PRESCAN_BYTES)).toString(
    "latin1",
  );
  const inXml = head.match(XML_DECLARATION)?.[1];
  const charset = (inXml === undefined ? null : charsetOf(inXml)) ?? prescan(head) ?? malformedCharset(head);
  return charset?.startsWith("utf-16") === true ? "utf-8" : charset;
}

function malformedCharset(head: string): string | null {
  for (const [, label = ""] of head.matchAll(META)) {
    const charset = charsetOf(label);
    if (charset !== null && CHINESE.has(charset)) return charset;
  }
  return null;
}
