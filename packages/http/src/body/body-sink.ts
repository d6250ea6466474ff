import { BadContentError } from "../errors.ts";
import { SEGMENT_BYTES, type BodyMemory, type MemoryHolder, type MemoryShare } from "./body-memory.ts";

/** How a body is taken: up to `maxBytes`; past that it is an error, or cut when `cut` says so. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly cut: boolean;
  readonly url: string;
}

/** What to do after a chunk: read on, wait for `resume`, or stop, since a cut body is full. */
export type Appetite = "more" | "wait" | "full";

const SMALLEST = 16 * 1024;
/** A declared length is believed up to here before a byte of it has come. */
const MOST_BELIEVED = 128 * 1024;
/** A body in more pieces is an attack: each costs a call, however small it is. */
const MAX_CHUNKS = 100_000;

/**
 * Collects a body. Chunks are copied into segments that grow: a slice that was kept would hold the whole read
 * buffer, and ten million chunks of one byte would cost a hundred times their size.
 */
export class BodySink {
  readonly #limits: BodyLimits;
  readonly #share: MemoryShare;
  readonly #full: Uint8Array[] = [];
  #segment: Uint8Array = EMPTY;
  #filled = 0;
  #chunks = 0;
  #nextSegment: number;
  /** Bytes taken so far. */
  length = 0;

  /** @throws {BadContentError} when the declared length is past the bound. */
  constructor(limits: BodyLimits, declared: number | null, memory: BodyMemory, holder: MemoryHolder) {
    if (!limits.cut && declared !== null && declared > limits.maxBytes) throw tooLarge(limits);
    this.#limits = limits;
    this.#share = memory.share(holder);
    this.#nextSegment = declared === null ? SMALLEST : Math.min(Math.max(declared, 1), MOST_BELIEVED);
  }

  /** @throws {BadContentError} when the body is larger than its bound. */
  write(chunk: Uint8Array): Appetite {
    const { maxBytes, cut } = this.#limits;
    const left = maxBytes - this.length;
    const isPast = chunk.length > left;
    if (isPast && !cut) throw tooLarge(this.#limits);
    if (++this.#chunks > MAX_CHUNKS) throw this.#inCrumbs();
    const mayGoOn = this.#copy(isPast ? chunk.subarray(0, left) : chunk);
    if (cut && this.length === maxBytes) return "full";
    return mayGoOn ? "more" : "wait";
  }

  /** The body in the pieces that it came in. They are lent: `join` or `drop` ends that. */
  get pieces(): readonly Uint8Array[] {
    const last = this.#segment.subarray(0, this.#filled);
    return this.#full.length === 0 ? [last] : [...this.#full, last];
  }

  /** The body as one; the sink is empty afterwards. */
  join(): Uint8Array {
    const { pieces } = this;
    const [only] = pieces;
    // A small segment is the body; a large one will be lent again.
    const isOwn = only !== undefined && pieces.length === 1 && this.#segment.length < SEGMENT_BYTES;
    const bytes = isOwn ? only : Buffer.concat(pieces, this.length);
    this.drop();
    return bytes;
  }

  /** Gives the memory back. May be called twice. */
  drop(): void {
    this.#share.giveBack(this.#full);
    this.#share.giveBack([this.#segment]);
    this.#share.close();
    this.#full.length = 0;
    this.#segment = EMPTY;
    this.#filled = 0;
  }

  #copy(chunk: Uint8Array): boolean {
    let mayGoOn = true;
    for (let at = 0; at < chunk.length;) {
      if (this.#filled === this.#segment.length) mayGoOn = this.#addSegment();
      const part = chunk.subarray(at, at + this.#segment.length - this.#filled);
      this.#segment.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
    this.length += chunk.length;
    this.#share.arrived(chunk.length);
    return mayGoOn;
  }

  #addSegment(): boolean {
    if (this.#filled > 0) this.#full.push(this.#segment);
    this.#segment = this.#share.segment(this.#nextSegment);
    this.#filled = 0;
    this.#nextSegment = Math.max(this.#segment.length * 2, SMALLEST);
    return this.#share.grow(this.#segment.length);
  }

  #inCrumbs(): BadContentError {
    return new BadContentError({
      code: "E_CRUMBS",
      what: `The body came in more than ${MAX_CHUNKS} pieces`,
      where: this.#limits.url,
    });
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);

function tooLarge({ url, maxBytes }: BodyLimits): BadContentError {
  return new BadContentError({ code: "E_TOO_LARGE", what: `The body is larger than ${maxBytes} bytes`, where: url });
}
