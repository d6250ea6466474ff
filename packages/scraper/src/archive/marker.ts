import { constants, crc32, deflateRawSync } from "node:zlib";

import type { WarcRecord } from "../warc/record.ts";
import { REMOVED_FIELD, removalRecord, type RemovedPage } from "./record.ts";

/**
 * A gzip member of exactly `length` bytes that says that a page was removed; null when that is too short for it. All of
 * the length is one valid member, so that the records behind it keep their offsets and every reader its way.
 */
export function markerMember(page: RemovedPage, length: number): Buffer | null {
  const content = removalRecord(page);
  const deflated = deflateRawSync(content, { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  const left = length - HEAD_BYTES - deflated.length - TRAILER_BYTES;
  // Empty blocks come in fives; an extra field of 6 to 9 bytes makes up the rest.
  const extraBytes = left % FILLER.length === 0 ? 0 : FILLER.length + (left % FILLER.length);
  if (left - extraBytes < FILLER.length) return null;
  const filler = Buffer.alloc(left - extraBytes, FILLER);
  filler[filler.length - FILLER.length] = LAST_BLOCK;
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  return Buffer.concat([gzipHead(extraBytes), deflated, filler, trailer]);
}

/** Whether a record stands in the place of a page that was removed. */
export function isMarker({ type, fields }: Pick<WarcRecord, "type" | "fields">): boolean {
  return type === "metadata" && fields[REMOVED_FIELD.toLowerCase()] !== undefined;
}

const HEAD_BYTES = 10;
const TRAILER_BYTES = 8;
/** An empty stored block (RFC 1951, section 3.2.4), byte-aligned: readers pass over it. */
const FILLER: Buffer = Buffer.from([0, 0, 0, 0xff, 0xff]);
const LAST_BLOCK = 1;
const HAS_EXTRA = 4;

/** A gzip header (RFC 1952) with an extra field of so many bytes, its length included; 0 is none, else 6 and more. */
function gzipHead(extraBytes: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES + extraBytes);
  head.set([0x1f, 0x8b, 8, extraBytes === 0 ? 0 : HAS_EXTRA]);
  head[9] = 255;
  if (extraBytes === 0) return head;
  head.writeUInt16LE(extraBytes - 2, HEAD_BYTES);
  head.write("cb", HEAD_BYTES + 2, "latin1");
  head.writeUInt16LE(extraBytes - 6, HEAD_BYTES + 4);
  return head;
}
