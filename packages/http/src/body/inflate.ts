import zlib from "node:zlib";

import { BadContentError } from "../errors.ts";
import type { Gate } from "../gate.ts";
import type { BodySink } from "./body-sink.ts";

interface Bounds {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}
type Engine = zlib.Gunzip | zlib.BrotliDecompress;
interface Coding {
  readonly now: (bytes: Uint8Array, bounds: Bounds) => Uint8Array;
  readonly engine: (bytes: Uint8Array) => Engine;
}

// The first byte tells zlib (RFC 1950) from the raw deflate that some servers send instead.
const isZlib = (bytes: Uint8Array): boolean => ((bytes[0] ?? 0) & 0x0f) === 8;
const CHUNKS = { chunkSize: 128 * 1024 };
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: {
    now: (bytes, bounds) => zlib.gunzipSync(bytes, bounds),
    engine: () => zlib.createGunzip(CHUNKS),
  },
  deflate: {
    now: (bytes, bounds) => (isZlib(bytes) ? zlib.inflateSync(bytes, bounds) : zlib.inflateRawSync(bytes, bounds)),
    engine: (bytes) => (isZlib(bytes) ? zlib.createInflate(CHUNKS) : zlib.createInflateRaw(CHUNKS)),
  },
  br: {
    now: (bytes, bounds) => zlib.brotliDecompressSync(bytes, bounds),
    engine: () => zlib.createBrotliDecompress(CHUNKS),
  },
};

/** Codings in one header that we undo: more is an attack, not a page. */
const MAX_CODINGS = 2;
/** Up to here inflating at once costs less than a trip to the thread pool: about 2 ms. */
const SMALL_INFLATED_BYTES = 1024 * 1024;

/** Real pages shrink to a fiftieth at most. Past 4 MB nothing may come to more than this many times what it took. */
const MOST_RATIO = 200;
const MOST_AT_ANY_RATIO = 4 * 1024 * 1024;

/** How far a body may grow, and the gate that large ones pass one by one. */
export interface InflateBounds {
  readonly maxBytes: number;
  readonly large: Gate;
  readonly url: string;
}

/** Undoes Content-Encoding with a running cap on what comes out, and empties the sink. Throws BadContentError. */
export async function inflate(
  sink: BodySink,
  encoding: string | undefined,
  bounds: InflateBounds,
): Promise<Uint8Array> {
  try {
    const codings = encoding === undefined || sink.length === 0 ? [] : codingsOf(encoding, bounds.url);
    let bytes: Uint8Array | null = null;
    for (const coding of codings) bytes = await undo(coding, bytes === null ? sink.pieces : [bytes], bounds);
    return bytes ?? sink.join();
  } finally {
    sink.drop();
  }
}

/** The codings in the order of undoing. */
function codingsOf(encoding: string, url: string): readonly Coding[] {
  const names = encoding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-/, ""))
    .filter((name) => name !== "" && name !== "identity");
  if (names.length > MAX_CODINGS) throw bad("E_ENCODING", "The body is encoded too often", url, encoding);
  return names.reverse().map((name) => {
    const coding = Object.hasOwn(CODINGS, name) ? CODINGS[name] : undefined;
    if (coding === undefined) throw bad("E_ENCODING", "The body has an encoding that was not asked for", url, encoding);
    return coding;
  });
}

/** At once when it stays small; else apart from the event loop, one large body at a time. */
async function undo(coding: Coding, pieces: readonly Uint8Array[], bounds: InflateBounds): Promise<Uint8Array> {
  const { maxBytes, large, url } = bounds;
  const most = Math.min(maxBytes, SMALL_INFLATED_BYTES);
  const [bytes] = pieces;
  if (bytes !== undefined && pieces.length === 1) {
    try {
      return coding.now(bytes, { maxOutputLength: most, chunkSize: likelyLength(bytes, most) });
    } catch (cause) {
      const whole = isOverflow(cause) ? null : wholeMember(bytes, most);
      if (whole !== null) return whole;
      if (most === maxBytes || !isOverflow(cause)) throw asBadContent(cause, url, maxBytes);
    }
  }
  await large.enter();
  try {
    return await inflateApart(coding, pieces, maxBytes);
  } catch (cause) {
    throw asBadContent(cause, url, maxBytes);
  } finally {
    large.leave();
  }
}

/** In zlib's thread, piece by piece: a bomb is known long before it is as large as it may be. */
async function inflateApart(coding: Coding, packed: readonly Uint8Array[], maxBytes: number): Promise<Uint8Array> {
  const engine = coding.engine(packed[0] ?? new Uint8Array(0));
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of packed) engine.write(piece);
  engine.end();
  for await (const piece of engine as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > maxBytes || (length > MOST_AT_ANY_RATIO && length > engine.bytesWritten * MOST_RATIO)) throw OVERFLOW;
  }
  return Buffer.concat(pieces, length);
}

/** What zlib's own bounds throw. */
const OVERFLOW: Error = Object.assign(new RangeError("Too much comes out"), { code: "ERR_BUFFER_TOO_LARGE" });

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

/**
 * The page of a gzip that rubbish follows: some scripts print a line after the server's own compression ended, and
 * browsers never notice. Null unless the first member ends with the right length (RFC 1952, ISIZE).
 */
function wholeMember(bytes: Uint8Array, maxOutputLength: number): Uint8Array | null {
  // A plain header only: no name, no comment, as servers send it.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[3] !== 0) return null;
  try {
    const { buffer, engine } = inflateRawWithInfo(bytes.subarray(10), { maxOutputLength, info: true });
    const end = 10 + engine.bytesWritten;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const isWhole = bytes.length > end + 8 && view.getUint32(end + 4, true) === buffer.length;
    return isWhole ? buffer : null;
  } catch {
    // Damaged inside: the caller says so.
    return null;
  }
}

/** With `info`, zlib hands out its engine too, which knows how many bytes it used; the types do not say so. */
const inflateRawWithInfo = zlib.inflateRawSync as unknown as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number; readonly info: true },
) => { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };

function isOverflow(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
}

function asBadContent(cause: unknown, url: string, maxBytes: number): BadContentError {
  if (isOverflow(cause)) return bad("E_TOO_LARGE", `The body inflates past ${maxBytes} bytes, or past any sense`, url);
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "Z_BUF_ERROR") return bad("E_CUT_OFF", "The compressed body is cut off", url, undefined, cause);
  return bad("E_ENCODING", "The compressed body is damaged", url, undefined, cause);
}

function bad(code: string, what: string, where: string, why?: string, cause?: unknown): BadContentError {
  return new BadContentError({ code, what, where, why, cause });
}
