/** A body this small never waits for memory: most pages are smaller. */
const FREE_BYTES = 128 * 1024;

/**
 * The memory that the bodies of one client may fill together while they arrive. Past the limit only the oldest
 * large body goes on, so that one always ends; the others pause, and their servers with them.
 */
export class BodyMemory {
  readonly #limit: number;
  #used = 0;
  /** Bodies past FREE_BYTES, oldest first. */
  readonly #shares = new Set<MemoryShare>();

  /** @param limit bytes; what bodies up to 128 KB hold comes on top. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A share for one body; `resume` is called when it was told to wait and may go on. */
  share(resume: () => void): MemoryShare {
    return new MemoryShare(this, resume);
  }

  /** Books bytes for a share. False: wait until `resume`. */
  book(share: MemoryShare, bytes: number): boolean {
    this.#used += bytes;
    this.#shares.add(share);
    return this.#mayGoOn(share);
  }

  /** Gives a share's bytes back and wakes who may go on now. */
  free(share: MemoryShare, bytes: number): void {
    if (!this.#shares.delete(share)) return;
    this.#used -= bytes;
    for (const other of this.#shares) if (this.#mayGoOn(other)) other.wake();
  }

  #mayGoOn(share: MemoryShare): boolean {
    if (this.#used <= this.#limit) return true;
    const [oldest] = this.#shares;
    return share === oldest;
  }
}

/** What one body holds. */
export class MemoryShare {
  readonly #memory: BodyMemory;
  readonly #resume: () => void;
  #bytes = 0;
  #isWaiting = false;

  constructor(memory: BodyMemory, resume: () => void) {
    this.#memory = memory;
    this.#resume = resume;
  }

  /** Adds bytes that have come. False: stop reading until `resume`. */
  grow(bytes: number): boolean {
    const before = this.#bytes;
    this.#bytes += bytes;
    if (this.#bytes <= FREE_BYTES) return true;
    this.#isWaiting = !this.#memory.book(this, before <= FREE_BYTES ? this.#bytes : bytes);
    return !this.#isWaiting;
  }

  wake(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    // Later: whoever gave the memory back may stand inside its own parser, and undici runs one at a time.
    setImmediate(this.#resume);
  }

  /** The body is done with, one way or the other. May be called twice. */
  close(): void {
    this.#isWaiting = false;
    this.#memory.free(this, this.#bytes);
    this.#bytes = 0;
  }
}
