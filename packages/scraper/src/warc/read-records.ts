import type { ByteReader } from "./byte-reader.ts";
import { WarcError } from "./errors.ts";
import { findHeadEnd, readHead, type Head } from "./fields.ts";
import type { WarcRecord } from "./record.ts";

/** Largest block that is read: a body at the client's bound and its headers. */
const MOST_BLOCK_BYTES = 32 * 1024 * 1024;
/** Largest head that is read. */
export const MOST_HEAD_BYTES: number = 64 * 1024;
/** A record begins with this at the start of a line. */
const VERSION = /^WARC\/\d+\.\d+$/;
const NEXT = Buffer.from("\nWARC/");

/** Where a stretch of records lies. */
export interface Stretch {
  readonly file: string;
  /** Of a record, by the bytes taken before it. */
  readonly offsetOf: (position: number) => number;
  /** Bytes that the stretch has, when that is known: a longer record is cut off. */
  readonly bytes: number | null;
}

/** The records of a stretch. One that cannot be read is an error in its place, and reading goes on at the next. */
export async function* readRecords(reader: ByteReader, stretch: Stretch): AsyncGenerator<WarcRecord | WarcError> {
  for (;;) {
    await reader.skipWhile((byte) => byte === 13 || byte === 10);
    if ((await reader.peek(1)).length === 0) return;
    const item = await readOne(reader, stretch);
    if (item instanceof WarcError) {
      yield item;
      await seekRecord(reader);
    } else yield item;
  }
}

async function readOne(reader: ByteReader, stretch: Stretch): Promise<WarcRecord | WarcError> {
  const at = { file: stretch.file, offset: stretch.offsetOf(reader.position) };
  const head = await takeHead(reader);
  if (typeof head === "string") {
    await reader.skip(1);
    return new WarcError(head === NO_RECORD ? "E_WARC_FORMAT" : "E_WARC_HEAD", at, head);
  }
  const length = Number(/^\d{1,15}$/.exec(head.fields["content-length"] ?? "")?.[0] ?? Number.NaN);
  if (Number.isNaN(length)) return new WarcError("E_WARC_HEAD", at, "its length is missing or no number");
  const isCut = stretch.bytes !== null && reader.position + length > stretch.bytes;
  if (isCut) return new WarcError("E_WARC_CUT", at, `the file ends before its ${length} bytes`);
  if (length > MOST_BLOCK_BYTES) {
    const skipped = await reader.skip(length);
    if (skipped < length) return new WarcError("E_WARC_CUT", at, `the file ends before its ${length} bytes`);
    return new WarcError("E_WARC_TOO_LARGE", at, `it has ${length} bytes, and ${MOST_BLOCK_BYTES} is the bound`);
  }
  const block = await reader.take(length);
  const trouble = block.length < length ? "cut" : (await isAtEnd(reader)) ? null : "astray";
  if (trouble === null) return { offset: at.offset, type: head.fields["warc-type"] ?? "", fields: head.fields, block };
  // A wrong length may have swallowed the records that follow.
  reader.unread(block);
  return trouble === "cut"
    ? new WarcError("E_WARC_CUT", at, `the file ends before its ${length} bytes`)
    : new WarcError("E_WARC_LENGTH", at, `no record follows its ${length} bytes`);
}

const NO_RECORD = "no record begins here";

/** The head, taken; or why there is none, then nothing is taken. */
async function takeHead(reader: ByteReader): Promise<Head | string> {
  if (!(await reader.peek(5)).equals(NEXT.subarray(1))) return NO_RECORD;
  for (let held = await reader.peek(1024); ;) {
    const found = findHeadEnd(held);
    if (found !== null && found.next <= MOST_HEAD_BYTES) {
      const head = readHead(held.toString("utf8", 0, found.end));
      if (!VERSION.test(head.start)) return NO_RECORD;
      await reader.take(found.next);
      return head;
    }
    if (found !== null || held.length > MOST_HEAD_BYTES) return `its head is longer than ${MOST_HEAD_BYTES} bytes`;
    const more = await reader.peekMore();
    if (more.length === held.length) return "its head is cut off";
    held = more;
  }
}

/** After a block come line ends and another record, or nothing more. Writers differ in how many line ends. */
async function isAtEnd(reader: ByteReader): Promise<boolean> {
  await reader.skipWhile((byte) => byte === 13 || byte === 10);
  const next = await reader.peek(5);
  return next.length === 0 || next.equals(NEXT.subarray(1));
}

async function seekRecord(reader: ByteReader): Promise<void> {
  // At a record already, when the one before it was passed over whole.
  if (await isAtEnd(reader)) return;
  await reader.seek(NEXT);
}
