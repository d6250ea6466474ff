/** A body this small never waits for memory: most pages are smaller. */
const FREE_BYTES = 128 * 1024;
/** Size of the segments that large bodies are made of. */
export const SEGMENT_BYTES: number = 256 * 1024;
/** Segments that are kept for the next large body. */
const MOST_IDLE = 16;
/** While others wait, a large body must bring this much in half a second: who stalls on purpose must not hold up the rest. */
const LEAST_BYTES = 16 * 1024;

/** What a body is told about its memory. */
export interface MemoryHolder {
  /** It was told to wait and may go on. */
  resume(): void;
  /** Others wait and it comes too slowly: it ends here. */
  evict(): void;
}

/**
 * The memory that the bodies of one client may fill together while they arrive. Past the limit only the oldest
 * large body goes on, so that one always ends; the others pause, and their servers with them. Their segments are lent
 * out again and again: as garbage they would lie about until 64 MB of it were there.
 */
export class BodyMemory {
  readonly #limit: number;
  #used = 0;
  /** Bodies past FREE_BYTES, oldest first. */
  readonly #shares = new Set<MemoryShare>();
  readonly #idle: Uint8Array[] = [];
  #watch: NodeJS.Timeout | null = null;

  /** @param limit bytes; what bodies up to 128 KB hold comes on top. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A share for one body. */
  share(holder: MemoryHolder): MemoryShare {
    return new MemoryShare(this, holder);
  }

  /** Books bytes for a share. False: wait until `resume`. */
  book(share: MemoryShare, bytes: number): boolean {
    this.#used += bytes;
    this.#shares.add(share);
    if (this.#mayGoOn(share)) return true;
    this.#watch ??= setInterval(() => this.#evictSlow(), 500).unref();
    return false;
  }

  /** Gives a share's bytes back and wakes who may go on now. */
  free(share: MemoryShare, bytes: number): void {
    if (!this.#shares.delete(share)) return;
    this.#used -= bytes;
    for (const other of this.#shares) if (this.#mayGoOn(other)) other.wake();
  }

  /** A segment for a large body; its content is what it was. */
  lend(): Uint8Array {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(SEGMENT_BYTES);
  }

  /** Takes back what `lend` gave; nothing may look at it any more. */
  takeBack(segment: Uint8Array): void {
    if (segment.length === SEGMENT_BYTES && this.#idle.length < MOST_IDLE) this.#idle.push(segment);
  }

  #evictSlow(): void {
    const shares = Array.from(this.#shares);
    if (this.#watch !== null && !shares.some((share) => share.isWaiting)) {
      clearInterval(this.#watch);
      this.#watch = null;
      return;
    }
    for (const share of shares) share.evictIfSlow(LEAST_BYTES);
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
  readonly #holder: MemoryHolder;
  #bytes = 0;
  #cameSince = 0;
  /** True while it may not read on. */
  isWaiting = false;

  constructor(memory: BodyMemory, holder: MemoryHolder) {
    this.#memory = memory;
    this.#holder = holder;
  }

  /** Counts bytes that have come into what is booked. */
  arrived(bytes: number): void {
    this.#cameSince += bytes;
  }

  /** Ends a body that could have read on since the last look and brought less than this. */
  evictIfSlow(leastBytes: number): void {
    if (!this.isWaiting && this.#cameSince < leastBytes) this.#holder.evict();
    this.#cameSince = this.isWaiting ? leastBytes : 0;
  }

  /** Books bytes. False: stop reading until `resume`. */
  grow(bytes: number): boolean {
    const before = this.#bytes;
    this.#bytes += bytes;
    if (this.#bytes <= FREE_BYTES) return true;
    this.isWaiting = !this.#memory.book(this, before <= FREE_BYTES ? this.#bytes : bytes);
    return !this.isWaiting;
  }

  /** A segment of this many bytes, or the common large one. */
  segment(bytes: number): Uint8Array {
    return bytes >= SEGMENT_BYTES ? this.#memory.lend() : Buffer.allocUnsafeSlow(bytes);
  }

  /** Hands segments back that hold nothing of use any more. */
  giveBack(segments: readonly Uint8Array[]): void {
    for (const segment of segments) this.#memory.takeBack(segment);
  }

  wake(): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    // Later: whoever gave the memory back may stand inside its own parser, and undici runs one at a time.
    setImmediate(() => this.#holder.resume());
  }

  /** The body is done with, one way or the other. May be called twice. */
  close(): void {
    this.isWaiting = false;
    this.#memory.free(this, this.#bytes);
    this.#bytes = 0;
  }
}
