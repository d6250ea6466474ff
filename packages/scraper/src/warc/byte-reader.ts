const NOTHING = Buffer.alloc(0);

/** Reads a stream of chunks by count, by look-ahead and by search, holding no more than was asked for and a chunk. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = NOTHING;
  #isDone = false;
  /** Bytes taken so far. */
  position = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Up to `count` of the bytes that come next, without taking them; fewer only at the end. */
  async peek(count: number): Promise<Buffer> {
    await this.#hold(count);
    return this.#held.subarray(0, count);
  }

  /** What is held plus one more chunk; the same again when there is none. */
  async peekMore(): Promise<Buffer> {
    await this.#hold(this.#held.length + 1);
    return this.#held;
  }

  /** The next `count` bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    await this.#hold(count);
    const taken = this.#held.subarray(0, count);
    this.#drop(taken.length);
    return taken;
  }

  /** Puts bytes back that were taken last. */
  unread(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([bytes, this.#held]);
    this.position -= bytes.length;
  }

  /** Passes over `count` bytes; answers how many there were. */
  async skip(count: number): Promise<number> {
    let left = count;
    while (left > 0) {
      if (this.#held.length === 0 && !(await this.#hold(1))) break;
      const step = Math.min(left, this.#held.length);
      this.#drop(step);
      left -= step;
    }
    return count - left;
  }

  /** Passes over bytes of which `test` says yes. */
  async skipWhile(test: (byte: number) => boolean): Promise<void> {
    while (this.#held.length > 0 || (await this.#hold(1))) {
      const end = this.#held.findIndex((byte) => !test(byte));
      if (end >= 0) return this.#drop(end);
      this.#drop(this.#held.length);
    }
  }

  /** Passes over everything before `pattern`; false, at the end, when it does not come. */
  async seek(pattern: Buffer): Promise<boolean> {
    while (await this.#hold(pattern.length)) {
      const found = this.#held.indexOf(pattern);
      if (found >= 0) {
        this.#drop(found);
        return true;
      }
      this.#drop(this.#held.length - pattern.length + 1);
    }
    this.#drop(this.#held.length);
    return false;
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #drop(count: number): void {
    this.#held = this.#held.subarray(count);
    this.position += count;
  }

  async #hold(count: number): Promise<boolean> {
    if (this.#held.length >= count) return true;
    const chunks = [this.#held];
    let length = this.#held.length;
    while (length < count && !this.#isDone) {
      const next = await this.#chunks.next();
      if (next.done === true) this.#isDone = true;
      else {
        chunks.push(next.value);
        length += next.value.length;
      }
    }
    if (chunks.length > 1)
      this.#held = chunks.length === 2 && chunks[0]?.length === 0 ? (chunks[1] ?? NOTHING) : Buffer.concat(chunks);
    return length >= count;
  }
}
