import { open, type FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 256 * 1024;

/** A file read at any place, a chunk at a time; the last chunk is kept, since members lie side by side. */
export class FileBytes {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;
  #at = 0;
  #chunk: Buffer = Buffer.alloc(0);

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.size = size;
  }

  static async open(path: string): Promise<FileBytes> {
    const handle = await open(path, "r");
    return new FileBytes(path, handle, (await handle.stat()).size);
  }

  /** Bytes from a place on, as many as a chunk has left of them; empty at the end. */
  async from(offset: number): Promise<Buffer> {
    const within = offset - this.#at;
    if (within >= 0 && within < this.#chunk.length) return this.#chunk.subarray(within);
    const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
    this.#at = offset;
    this.#chunk = buffer.subarray(0, bytesRead);
    return this.#chunk;
  }

  /** At least `count` bytes from a place on, fewer only at the end of the file. */
  async atLeast(offset: number, count: number): Promise<Buffer> {
    const first = await this.from(offset);
    if (first.length >= count || offset + first.length >= this.size) return first;
    const rest = await this.from(offset + first.length);
    return Buffer.concat([first, rest]);
  }

  async *chunksFrom(offset: number): AsyncGenerator<Buffer> {
    for (let at = offset; ;) {
      const chunk = await this.from(at);
      if (chunk.length === 0) return;
      at += chunk.length;
      yield chunk;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
