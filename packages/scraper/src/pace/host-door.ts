import type { HostBook, HostHold } from "@caibian/schema";

import type { Closed, Ending, HostClock } from "./host-clock.ts";
import type { HostLimits } from "./host-limits.ts";
import type { HostTime } from "./host-time.ts";
import { Line } from "./line.ts";

/** Who asks a host: a Visit and what it may. */
export interface Visitor {
  readonly limits: HostLimits;
  /** By hand: limits of the day are told, not obeyed, and a host that failed is tried once. */
  readonly byHand: boolean;
  readonly sinceMs: number;
  readonly signal: AbortSignal;
}

/** What asking for a turn came to. */
export type Turn =
  | {
      readonly kind: "go";
      /** A limit of the day that this request oversteps, by hand. */
      readonly overstepped: Closed | null;
      /** Must be called once, when the request has ended. Tells when the host is left alone from now on. */
      end(ending: Ending): Promise<Closed | null>;
    }
  | { readonly kind: "closed"; readonly cause: Closed["cause"] | "busy"; readonly untilMs: number | null };

/** How long another process's hold is waited for; longer than a tenure. */
const PATIENCE_MS = 60_000;
const ASK_AGAIN_MS = 500;
/** A hold on a shared book is given up after this time, between two requests, so that others get their turn. */
const TENURE_MS = 20_000;
/** A host that nobody here asked for this long is given up. */
const IDLE_MS = 5_000;

/** The one door of this process to a host: its clock, the line before it and the hold on it. */
export class HostDoor {
  readonly visitors: Set<Visitor> = new Set();
  readonly #host: string;
  readonly #book: HostBook;
  readonly #clock: HostClock;
  readonly #time: HostTime;
  readonly #line = new Line();
  #hold: HostHold | null = null;
  #takenMs = 0;
  /** Another process's hold was waited for in vain: until then those in line behind do not wait as long again. */
  #tiredUntilMs = 0;
  #askedMs = 0;
  #isDirty = false;
  /** What is written, one after the other: no older word may come after a newer one. */
  #writing: Promise<void> = Promise.resolve();
  #onEnd: (() => void) | null = null;

  constructor(host: string, book: HostBook, clock: HostClock, time: HostTime) {
    this.#host = host;
    this.#book = book;
    this.#clock = clock;
    this.#time = time;
  }

  set limits(limits: HostLimits) {
    this.#clock.limits = limits;
  }

  /** Waits for the host's next slot and takes it, in order of asking. Rejects when the visitor's signal aborts. */
  async turn(visitor: Visitor): Promise<Turn> {
    const leave = await this.#line.enter(visitor.signal);
    try {
      for (;;) {
        if (!(await this.#have(visitor.signal))) return { kind: "closed", cause: "busy", untilMs: null };
        const closed = this.#clock.admit(visitor);
        if (closed !== null) return { kind: "closed", ...closed };
        const waitMs = this.#clock.waitMs();
        if (waitMs === 0) break;
        await this.#pass(waitMs, visitor.signal);
      }
      const overstepped = visitor.byHand ? this.#clock.overstepped() : null;
      this.#clock.begin();
      this.#isDirty = true;
      return { kind: "go", overstepped, end: (ending) => this.#end(ending) };
    } finally {
      this.#askedMs = this.#time.now();
      leave();
    }
  }

  /** The host wants at least this gap. Known to the ledger before the next request, in case that we die. */
  async slow(crawlDelayMs: number): Promise<void> {
    if (this.#clock.slow(crawlDelayMs)) await this.#save();
  }

  /** Keeps what changed, and gives up a host that nobody asks any more. Called now and then. */
  async tidy(): Promise<void> {
    if (this.#hold === null) return;
    const isIdle = this.#clock.inFlight === 0 && this.#line.isEmpty && this.#time.now() - this.#askedMs > IDLE_MS;
    if (isIdle && this.#book.isShared) await this.release();
    else if (this.#isDirty) await this.#save();
  }

  /** Gives the host up; the next turn takes it again. */
  release(): Promise<void> {
    const hold = this.#hold;
    this.#hold = null;
    // What failed to be written before was told to whoever asked for it.
    return hold === null
      ? this.#writing.catch(() => undefined)
      : this.#write(hold, () => hold.release(this.#clock.memory()));
  }

  async #end(ending: Ending): Promise<Closed | null> {
    const closed = this.#clock.end(ending);
    this.#onEnd?.();
    this.#isDirty = true;
    // The ledger knows it before anything else happens.
    if (closed !== null) await this.#save();
    return closed;
  }

  async #save(): Promise<void> {
    const hold = this.#hold;
    this.#isDirty = false;
    if (hold !== null) await this.#write(hold, () => hold.save(this.#clock.memory()));
  }

  #write(hold: HostHold, work: () => Promise<void>): Promise<void> {
    const before = this.#writing.catch(() => undefined); // told to whoever asked for it
    this.#writing = before.then(() => (hold.lost.aborted ? undefined : work()));
    return this.#writing;
  }

  /** True when the host is ours: taken now, or still. */
  async #have(signal: AbortSignal): Promise<boolean> {
    if (this.#hold?.lost.aborted === true) this.#hold = null;
    if (this.#hold !== null && this.#book.isShared && this.#time.now() - this.#takenMs > TENURE_MS) {
      while (this.#clock.inFlight > 0) await this.#pass(Number.POSITIVE_INFINITY, signal);
      await this.release();
      // Ours again when the next slot comes, unless somebody else waited for it and asked meanwhile.
      await this.#time.sleep(Math.max(ASK_AGAIN_MS + 100, this.#clock.waitMs()), signal);
    }
    if (this.#hold !== null) return true;
    return this.#take(signal);
  }

  async #take(signal: AbortSignal): Promise<boolean> {
    await this.#writing.catch(() => undefined); // told to whoever asked for it
    const start = this.#time.now();
    const giveUpMs = start < this.#tiredUntilMs ? start : start + PATIENCE_MS;
    for (;;) {
      const hold = await this.#book.take(this.#host);
      if (hold !== null) {
        this.#hold = hold;
        this.#takenMs = this.#time.now();
        this.#clock.restore(hold.memory, hold.wasLeftOpen);
        return true;
      }
      if (this.#time.now() >= giveUpMs) {
        if (giveUpMs > start) this.#tiredUntilMs = giveUpMs + PATIENCE_MS / 2;
        return false;
      }
      await this.#time.sleep(ASK_AGAIN_MS, signal);
    }
  }

  /** Lets time pass, or, while as many requests as may be are in flight, waits for one of them to end. */
  async #pass(waitMs: number, signal: AbortSignal): Promise<void> {
    if (Number.isFinite(waitMs)) return this.#time.sleep(Math.ceil(waitMs), signal);
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => reject(signal.reason as Error);
      signal.addEventListener("abort", giveUp, { once: true });
      this.#onEnd = () => {
        this.#onEnd = null;
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
    });
  }
}
