import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

import type { Fields } from "./fields.ts";

/** A body that cannot be brought back to what the page was. */
export class BadBody extends Error {
  readonly isTooLarge: boolean;

  constructor(why: string, isTooLarge = false, cause?: unknown) {
    super(why, { cause });
    this.isTooLarge = isTooLarge;
  }
}

/** Largest body, decoded; the client's bound is lower. */
const MOST_BODY_BYTES = 32 * 1024 * 1024;
/** Codings that are undone: more is an attack, not a page. */
const MOST_CODINGS = 2;

/**
 * The page's bytes of an archived body. Crawlers keep bodies as they came over the wire or decoded, and leave the
 * fields as they were: whether a coding is still there is seen from the bytes. Throws BadBody when it is cut off.
 */
export function decodeBody(fields: Fields, body: Buffer): Buffer {
  const isChunked = /\bchunked\b/i.test(fields["transfer-encoding"] ?? "");
  const joined = isChunked ? (joinChunks(body) ?? body) : body;
  const names = codingsOf(fields);
  if (names.length > MOST_CODINGS) throw new BadBody("it is encoded too often");
  // What the field counts are the bytes on the wire: they tell of a body that is still in that form only.
  if (!isChunked) checkLength(fields, joined, names.length > 0);
  return names.reduceRight(undo, joined);
}

function codingsOf(fields: Fields): readonly string[] {
  return (fields["content-encoding"] ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-/, ""))
    .filter((name) => name !== "" && name !== "identity");
}

function checkLength(fields: Fields, body: Buffer, isCoded: boolean): void {
  const length = fields["content-length"];
  if (isCoded || length === undefined || !/^\d{1,15}$/.test(length)) return;
  if (body.length < Number(length)) throw new BadBody(`it has ${body.length} of ${length} bytes`);
}

/** The chunks of a body joined; null when it does not begin with a chunk, so that they were joined already. */
function joinChunks(body: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf("\r\n", at);
    const size =
      end < 0 || end - at > 1024 ? null : /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(body.toString("latin1", at, end));
    if (size === null) {
      if (at === 0) return null;
      throw new BadBody("its chunks are cut off");
    }
    const count = Number.parseInt(size[1] ?? "0", 16);
    if (count === 0) return Buffer.concat(parts);
    at = end + 2;
    if (at + count > body.length) throw new BadBody("its chunks are cut off");
    parts.push(body.subarray(at, at + count));
    at += count;
    if (body[at] === 13 && body[at + 1] === 10) at += 2;
  }
}

type Inflate = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** What undoes a coding, and whether bytes look as if it were still there. */
const CODINGS: Readonly<Record<string, { readonly inflate: Inflate; readonly isThere: (bytes: Buffer) => boolean }>> = {
  gzip: { inflate: gunzipSync, isThere: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b },
  deflate: {
    inflate: (bytes, options) => (isZlib(bytes) ? inflateSync(bytes, options) : inflateRawSync(bytes, options)),
    isThere: (bytes) => !looksLikeText(bytes),
  },
  br: { inflate: brotliDecompressSync, isThere: (bytes) => !looksLikeText(bytes) },
};

function undo(body: Buffer, name: string): Buffer {
  if (body.length === 0) return body;
  const coding = CODINGS[name];
  if (coding === undefined) {
    if (looksLikeText(body)) return body;
    throw new BadBody(`its coding is unknown: ${name}`);
  }
  if (!coding.isThere(body)) return body;
  try {
    return coding.inflate(body, { maxOutputLength: MOST_BODY_BYTES });
  } catch (cause) {
    const isTooLarge = cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";
    throw new BadBody(
      isTooLarge ? `it inflates past ${MOST_BODY_BYTES} bytes` : `its ${name} is damaged`,
      isTooLarge,
      cause,
    );
  }
}

function isZlib(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.length > 1 && bytes.readUInt16BE(0) % 31 === 0;
}

/** Markup and JSON begin with a sign that no compressed body begins with, after blanks and a byte order mark. */
function looksLikeText(bytes: Buffer): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?\s*[<{[]/.test(bytes.toString("latin1", 0, 256));
}
