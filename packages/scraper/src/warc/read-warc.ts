import { ByteReader } from "./byte-reader.ts";
import { WarcError } from "./errors.ts";
import { FileBytes } from "./file-bytes.ts";
import { BadMember, findMember, GzipMember, isGzip } from "./gzip-member.ts";
import { readRecords } from "./read-records.ts";
import type { WarcRecord } from "./record.ts";

/** A file that goes on like that is no WARC. */
const MOST_ERRORS_IN_A_ROW = 1000;

/**
 * Reads a WARC file, compressed or not, record by record in bounded memory. What cannot be read is an error in its
 * place, with code and offset; reading goes on at the next record that can be found, up to 1000 errors in a row.
 * Throws only when the file itself cannot be opened or read.
 */
export async function* readWarc(path: string): AsyncGenerator<WarcRecord | WarcError> {
  const file = await FileBytes.open(path);
  try {
    let errors = 0;
    for await (const item of readAll(file)) {
      errors = item instanceof WarcError ? errors + 1 : 0;
      yield item;
      if (errors < MOST_ERRORS_IN_A_ROW || !(item instanceof WarcError)) continue;
      yield new WarcError("E_WARC_FORMAT", { file: path, offset: item.offset }, `${errors} errors in a row: given up`);
      return;
    }
  } finally {
    await file.close();
  }
}

async function* readAll(file: FileBytes): AsyncGenerator<WarcRecord | WarcError> {
  if (isGzip(await file.atLeast(0, 3))) {
    yield* readMembers(file);
    return;
  }
  const reader = new ByteReader(file.chunksFrom(0));
  yield* readRecords(reader, { file: file.path, offsetOf: (position) => position, bytes: file.size });
}

/** The first record of the member at an offset, or of an uncompressed file there. */
export async function readRecordAt(path: string, offset: number): Promise<WarcRecord> {
  const file = await FileBytes.open(path);
  try {
    const items = isGzip(await file.atLeast(offset, 3))
      ? readMember(new GzipMember(file, offset), file)
      : readRecords(new ByteReader(file.chunksFrom(offset)), {
          file: path,
          offsetOf: (position) => offset + position,
          bytes: null,
        });
    for await (const item of items) {
      if (item instanceof WarcError) throw item;
      return item;
    }
    throw new WarcError("E_WARC_FORMAT", { file: path, offset }, "there is nothing");
  } finally {
    await file.close();
  }
}

async function* readMembers(file: FileBytes): AsyncGenerator<WarcRecord | WarcError> {
  for (let offset: number | null = 0; offset !== null && offset < file.size;) {
    const member: GzipMember = new GzipMember(file, offset);
    yield* readMember(member, file);
    if (member.end === null) {
      offset = await nextMember(file, offset + 1);
      continue;
    }
    offset = member.end;
    const after = await file.atLeast(offset, 3);
    if (after.length === 0 || isGzip(after)) continue;
    const why = "what lies between two gzip members is none";
    yield new WarcError("E_WARC_FORMAT", { file: file.path, offset }, why);
    offset = await nextMember(file, offset);
  }
}

async function* readMember(member: GzipMember, file: FileBytes): AsyncGenerator<WarcRecord | WarcError> {
  const { offset } = member;
  const reader = new ByteReader(member.chunks());
  try {
    yield* readRecords(reader, { file: file.path, offsetOf: () => offset, bytes: null });
  } catch (error) {
    if (!(error instanceof BadMember)) throw error;
    const code = error.isCut ? "E_WARC_CUT" : "E_WARC_GZIP";
    yield new WarcError(code, { file: file.path, offset }, error.message, error);
  } finally {
    await reader.close();
  }
}

const RECORD_START = Buffer.from("WARC/");
/** Looked through twice: a member's head and first bytes may lie across two chunks. */
const OVERLAP_BYTES = 1024;

/** Where the next member that holds a record begins, from an offset on. */
async function nextMember(file: FileBytes, from: number): Promise<number | null> {
  for (let at = from; at < file.size;) {
    const bytes = await file.atLeast(at, 2 * OVERLAP_BYTES);
    const found = findMember(bytes, RECORD_START);
    if (found !== null) return at + found;
    at += Math.max(bytes.length - OVERLAP_BYTES, 1);
    if (at + OVERLAP_BYTES >= file.size && bytes.length <= OVERLAP_BYTES) return null;
  }
  return null;
}
