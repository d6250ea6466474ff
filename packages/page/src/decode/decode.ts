import { isAscii, isUtf8, transcode } from "node:buffer";

import iconv from "iconv-lite";

import { httpCharset, metaCharset } from "./declared.ts";
import { isMostlyUtf8 } from "./mostly-utf8.ts";
import { guessCharset } from "./statistics.ts";

/** What is known of the bytes besides themselves. */
export interface DecodeHints {
  /** Content-Type header. */
  readonly contentType?: string | undefined;
  readonly url?: string | undefined;
}

/** Text and how it was found. */
export interface Decoded {
  readonly text: string;
  /** WHATWG name; `gb18030` for every gb* label. */
  readonly charset: string;
  /** U+FFFD in the text: bytes that did not fit. */
  readonly replacements: number;
}

/**
 * Bytes to text, in the order that survived every page tried: BOM, valid UTF-8 (a few broken sequences allowed),
 * HTTP charset, meta, statistics, gb18030. Never throws.
 */
export function decode(bytes: Uint8Array, hints: DecodeHints = {}): Decoded {
  const marked = byteOrderMark(bytes);
  if (marked !== null) return decodeAs(bytes, marked);
  if (isAscii(bytes)) return decodeAscii(bytes, hints);
  if (isUtf8(bytes)) {
    const other = hasThreeByteLead(bytes) ? null : declaredChinese(bytes, hints);
    return other === null ? { text: decodeUtf8(bytes), charset: "utf-8", replacements: 0 } : decodeAs(bytes, other);
  }
  return decodeAs(bytes, isMostlyUtf8(bytes) ? "utf-8" : pickCharset(bytes, hints));
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return null;
}

/** The bytes fit any charset, so the declared one is named. */
function decodeAscii(bytes: Uint8Array, hints: DecodeHints): Decoded {
  const declared = httpCharset(hints.contentType) ?? metaCharset(bytes) ?? "utf-8";
  // ISO-2022-JP is the one 7-bit charset that browsers still read.
  if (declared === "iso-2022-jp") return decodeAs(bytes, declared);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return { text, charset: declared.startsWith("utf-16") ? "utf-8" : declared, replacements: 0 };
}

/** Chinese in UTF-8 has three bytes a character; without one, valid UTF-8 may be a short GBK text by accident. */
function hasThreeByteLead(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0xe0) return true;
  return false;
}

/** The Chinese charset that is declared for bytes such as `D2 BB D0 A9` (一些), unless they hold `©` or `·`. */
function declaredChinese(bytes: Uint8Array, hints: DecodeHints): string | null {
  if (bytes.includes(0xc2)) return null;
  const declared = httpCharset(hints.contentType) ?? metaCharset(bytes);
  return declared === "gb18030" || declared === "big5" ? declared : null;
}

/** Valid UTF-8 by way of UTF-16: the two vectorised steps cost half of what `TextDecoder` takes for Chinese text. */
function decodeUtf8(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return transcode(buffer, "utf8", "utf16le").toString("utf16le");
}

function pickCharset(bytes: Uint8Array, hints: DecodeHints): string {
  const host = hints.url?.match(/^\w+:\/\/([^/:?#]+)/)?.[1] ?? "";
  let guess: string | null | undefined;
  const guessOnce = (): string | null => (guess ??= guessCharset(bytes, /\.(?:tw|hk|mo)$/i.test(host)));
  for (const declared of [httpCharset(hints.contentType), metaCharset(bytes)]) {
    if (declared === null || declared === "utf-8" || declared.startsWith("utf-16")) continue;
    // A Latin label is what servers send when nobody set one: the bytes know better.
    if (/^(?:windows-125|iso-8859-)/.test(declared) && guessOnce() !== null) continue;
    return declared;
  }
  return guessOnce() ?? "gb18030";
}

function decodeAs(bytes: Uint8Array, charset: string): Decoded {
  const text = charset === "big5" ? iconv.decode(bytes, "big5") : decoderOf(charset).decode(bytes);
  return { text, charset, replacements: countReplacements(text) };
}

type Decoder = InstanceType<typeof TextDecoder>;

const decoders = new Map<string, Decoder>();

/** Kept: to open one costs a third of what a page of 40 KB takes. Without `stream` it keeps no state. */
function decoderOf(charset: string): Decoder {
  let decoder = decoders.get(charset);
  if (decoder === undefined) decoders.set(charset, (decoder = new TextDecoder(charset)));
  return decoder;
}

function countReplacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\uFFFD"); at !== -1; at = text.indexOf("\uFFFD", at + 1)) count++;
  return count;
}
