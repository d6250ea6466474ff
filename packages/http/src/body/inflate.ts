import { promisify } from "node:util";
import zlib from "node:zlib";

import { BadContentError } from "../errors.ts";
import type { Gate } from "../gate.ts";

interface Bounds {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}
interface Coding {
  readonly now: (bytes: Uint8Array, bounds: Bounds) => Uint8Array;
  readonly apart: (bytes: Uint8Array, bounds: Bounds) => Promise<Uint8Array>;
}

const gunzip = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflateZlib = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);

// The first byte tells zlib (RFC 1950) from the raw deflate that some servers send instead.
const isZlib = (bytes: Uint8Array): boolean => ((bytes[0] ?? 0) & 0x0f) === 8;
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: { now: (bytes, bounds) => zlib.gunzipSync(bytes, bounds), apart: gunzip },
  deflate: {
    now: (bytes, bounds) => (isZlib(bytes) ? zlib.inflateSync(bytes, bounds) : zlib.inflateRawSync(bytes, bounds)),
    apart: async (bytes, bounds) => (isZlib(bytes) ? inflateZlib(bytes, bounds) : inflateRaw(bytes, bounds)),
  },
  br: { now: (bytes, bounds) => zlib.brotliDecompressSync(bytes, bounds), apart: brotli },
};

/** Codings in one header that we undo: more is an attack, not a page. */
const MAX_CODINGS = 2;
/** Up to here, in and out, inflating at once costs less than a trip to the thread pool: about 2 ms. */
const SMALL_BYTES = 256 * 1024;
const SMALL_INFLATED_BYTES = 1024 * 1024;

/** How far a body may grow, and the gate that large ones pass one by one. */
export interface InflateBounds {
  readonly maxBytes: number;
  readonly large: Gate;
  readonly url: string;
}

/** Undoes Content-Encoding with a running cap on what comes out. Throws BadContentError. */
export async function inflate(
  bytes: Uint8Array,
  encoding: string | undefined,
  bounds: InflateBounds,
): Promise<Uint8Array> {
  if (encoding === undefined || bytes.length === 0) return bytes;
  const names = encoding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-/, ""))
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > MAX_CODINGS) throw bad("E_ENCODING", "The body is encoded too often", bounds.url, encoding);
  let body = bytes;
  for (const name of names.reverse()) {
    const coding = CODINGS[name];
    if (coding === undefined)
      throw bad("E_ENCODING", "The body has an encoding that was not asked for", bounds.url, encoding);
    body = await undo(coding, body, bounds);
  }
  return body;
}

/** At once when it stays small; else apart from the event loop, one large body at a time. */
async function undo(coding: Coding, bytes: Uint8Array, { maxBytes, large, url }: InflateBounds): Promise<Uint8Array> {
  const most = Math.min(maxBytes, SMALL_INFLATED_BYTES);
  if (bytes.length <= SMALL_BYTES) {
    try {
      return coding.now(bytes, { maxOutputLength: most, chunkSize: likelyLength(bytes, most) });
    } catch (cause) {
      if (most === maxBytes || !isOverflow(cause)) throw asBadContent(cause, url, maxBytes);
    }
  }
  await large.enter();
  try {
    return await coding.apart(bytes, { maxOutputLength: maxBytes, chunkSize: 256 * 1024 });
  } catch (cause) {
    throw asBadContent(cause, url, maxBytes);
  } finally {
    large.leave();
  }
}

/**
 * What the body will come to, for a buffer that it fits in whole: gzip says so in its last four bytes (RFC 1952,
 * ISIZE). A lie costs a second buffer, no more.
 */
function likelyLength(bytes: Uint8Array, most: number): number {
  const end = bytes.length;
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b && end > 18;
  const told = isGzip ? new DataView(bytes.buffer, bytes.byteOffset + end - 4, 4).getUint32(0, true) : end * 4;
  return Math.min(Math.max(told + 1, 4096), most);
}

function isOverflow(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
}

function asBadContent(cause: unknown, url: string, maxBytes: number): BadContentError {
  if (isOverflow(cause)) return bad("E_TOO_LARGE", `The body inflates past ${maxBytes} bytes`, url);
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "Z_BUF_ERROR") return bad("E_CUT_OFF", "The compressed body is cut off", url, undefined, cause);
  return bad("E_ENCODING", "The compressed body is damaged", url, undefined, cause);
}

function bad(code: string, what: string, where: string, why?: string, cause?: unknown): BadContentError {
  return new BadContentError({ code, what, where, why, cause });
}
