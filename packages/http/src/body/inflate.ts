import { promisify } from "node:util";
import zlib from "node:zlib";

import { BadContentError } from "../errors.ts";

type Inflate = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

/** Up to here inflating on the event loop costs less than a trip to the thread pool. */
const SMALL_BYTES = 64 * 1024;
const gunzip = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflateZlib = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);

const isSmall = (bytes: Uint8Array, cap: number): boolean => bytes.length <= SMALL_BYTES && cap <= SMALL_BYTES * 512;
const CODINGS: Readonly<Record<string, Inflate>> = {
  gzip: async (bytes, options) =>
    isSmall(bytes, options.maxOutputLength) ? zlib.gunzipSync(bytes, options) : gunzip(bytes, options),
  // The first byte tells zlib (RFC 1950) from the raw deflate that some servers send instead.
  deflate: async (bytes, options) =>
    ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateZlib(bytes, options) : inflateRaw(bytes, options),
  br: async (bytes, options) => brotli(bytes, options),
};

/** Codings in one header that we undo: more is an attack, not a page. */
const MAX_CODINGS = 2;

/** Undoes Content-Encoding with a running cap on what comes out. Throws BadContentError. */
export async function inflate(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
  url: string,
): Promise<Uint8Array> {
  if (encoding === undefined || bytes.length === 0) return bytes;
  const names = encoding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-/, ""))
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > MAX_CODINGS) throw bad("E_ENCODING", "The body is encoded too often", url, encoding);
  let body = bytes;
  for (const name of names.reverse()) {
    const coding = CODINGS[name];
    if (coding === undefined) throw bad("E_ENCODING", "The body has an encoding that was not asked for", url, encoding);
    try {
      body = await coding(body, { maxOutputLength: maxBytes });
    } catch (cause) {
      throw asBadContent(cause, url, maxBytes);
    }
  }
  return body;
}

function asBadContent(cause: unknown, url: string, maxBytes: number): BadContentError {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "ERR_BUFFER_TOO_LARGE") return bad("E_TOO_LARGE", `The body inflates past ${maxBytes} bytes`, url);
  if (code === "Z_BUF_ERROR") return bad("E_CUT_OFF", "The compressed body is cut off", url, undefined, cause);
  return bad("E_ENCODING", "The compressed body is damaged", url, undefined, cause);
}

function bad(code: string, what: string, where: string, why?: string, cause?: unknown): BadContentError {
  return new BadContentError({ code, what, where, why, cause });
}
