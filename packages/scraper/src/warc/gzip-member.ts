import { constants, crc32, createInflateRaw, inflateRawSync, type InflateRaw } from "node:zlib";

import type { FileBytes } from "./file-bytes.ts";

/** A gzip member that cannot be inflated to its end. */
export class BadMember extends Error {
  /** True when the file ends inside the member. */
  readonly isCut: boolean;

  constructor(why: string, isCut: boolean, cause?: unknown) {
    super(why, { cause });
    this.isCut = isCut;
  }
}

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** Head, and the name or comment that may stand in it. */
const MOST_HEAD_BYTES = 16 * 1024;
const TRAILER_BYTES = 8;
const OUT_CHUNK_BYTES = 64 * 1024;
/** Fed at a time: deflate grows a thousandfold at most, and what comes out is held until it is asked for. */
const IN_CHUNK_BYTES = 16 * 1024;
/** Bytes of a member that are inflated to see whether it holds a record. */
const PROBE_BYTES = 512;
/** By chance the magic stands in a chunk once in a hundred; a chunk full of it is an attack. */
const MOST_PROBES = 100;

/** One gzip member (RFC 1952) of a file. Node's own Gunzip runs members into one and hides where each begins. */
export class GzipMember {
  readonly offset: number;
  readonly #file: FileBytes;
  /** Where the next member would begin; known when all of this one was read. */
  end: number | null = null;

  constructor(file: FileBytes, offset: number) {
    this.#file = file;
    this.offset = offset;
  }

  /** What the member holds, chunk by chunk. Throws BadMember, also when the checksum is wrong. */
  async *chunks(): AsyncGenerator<Buffer> {
    const head = headLength(await this.#file.atLeast(this.offset, MOST_HEAD_BYTES));
    if (head === null) throw new BadMember("there is no gzip header", false);
    const inflater = new Inflater();
    let at = this.offset + head;
    let sum = 0;
    let length = 0;
    try {
      while (!inflater.isEnded) {
        const input = await this.#file.from(at);
        if (input.length === 0) throw new BadMember("the file ends inside the gzip member", true);
        const { used, output } = await inflater.push(input.subarray(0, IN_CHUNK_BYTES));
        at += used;
        for (const chunk of output) {
          sum = crc32(chunk, sum);
          length += chunk.length;
          yield chunk;
        }
      }
    } finally {
      inflater.close();
    }
    const trailer = await this.#file.atLeast(at, TRAILER_BYTES);
    if (trailer.length < TRAILER_BYTES) throw new BadMember("the file ends inside the gzip member", true);
    if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32)
      throw new BadMember("the gzip member's checksum is wrong", false);
    this.end = at + TRAILER_BYTES;
  }
}

/** Whether bytes begin like a gzip member. */
export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= MAGIC.length && bytes.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) === 0;
}

/** Where in a chunk a member lies whose content begins with `start`: the magic alone occurs in compressed bytes too. */
export function findMember(bytes: Buffer, start: Buffer): number | null {
  let probes = 0;
  for (let at = bytes.indexOf(MAGIC); at >= 0 && probes < MOST_PROBES; at = bytes.indexOf(MAGIC, at + 1)) {
    const head = headLength(bytes.subarray(at, at + MOST_HEAD_BYTES));
    if (head === null) continue;
    probes++;
    const probe = bytes.subarray(at + head, at + head + PROBE_BYTES);
    try {
      const text = inflateRawSync(probe, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 20 });
      if (text.subarray(0, start.length).equals(start)) return at;
    } catch {
      // Not a member: the magic stood there by chance.
    }
  }
  return null;
}

/** Length of a member's header, or null where there is none. */
function headLength(bytes: Buffer): number | null {
  const flags = bytes[3];
  if (!isGzip(bytes) || flags === undefined || (flags & 0xe0) !== 0 || bytes.length < 10) return null;
  let at = 10;
  if ((flags & 4) !== 0) {
    if (bytes.length < at + 2) return null;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return null;
    at = zero + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at < bytes.length ? at : null;
}

/** zlib, fed by hand: says how much of each input it used, which is how the end of a member is found. */
class Inflater {
  readonly #stream: InflateRaw = createInflateRaw({ chunkSize: OUT_CHUNK_BYTES });
  readonly #output: Buffer[] = [];
  #failure: Error | null = null;
  #wake: () => void = () => {};
  #used = 0;
  isEnded = false;

  constructor() {
    this.#stream.on("data", (chunk: Buffer) => this.#output.push(chunk));
    this.#stream.once("end", () => {
      this.isEnded = true;
      this.#wake();
    });
    this.#stream.once("error", (error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  async push(input: Buffer): Promise<{ readonly used: number; readonly output: readonly Buffer[] }> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#stream.write(input, () => resolve());
    });
    if (this.#failure !== null) throw new BadMember("the gzip member is damaged", false, this.#failure);
    const used = this.#stream.bytesWritten - this.#used;
    this.#used += used;
    if (used < input.length) this.isEnded = true;
    return { used, output: this.#output.splice(0) };
  }

  close(): void {
    this.#stream.destroy();
  }
}
