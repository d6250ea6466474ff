import { setMaxListeners } from "node:events";

import { messageOf, type HostBook, type Source } from "@caibian/schema";

import { HostClock } from "./host-clock.ts";
import { HostDoor, type Turn, type Visitor } from "./host-door.ts";
import { hostLimitsOf, strictestOf, type HostLimits } from "./host-limits.ts";
import { MACHINE_TIME, type HostTime } from "./host-time.ts";
import { MemoryHostBook } from "./memory-host-book.ts";

/** What the hosts of a process stand on. */
export interface HostsOptions {
  /** Default: what is known of hosts is forgotten with this object. */
  readonly book?: HostBook;
  /** Every Source of the config: on its entry hosts its limits hold for all. Default none. */
  readonly sources?: readonly Source[];
  /** Told when the book fails beside a request. Default: silent. */
  readonly warn?: (text: string) => void;
  readonly time?: HostTime;
  /** Numbers in [0, 1), for jitter. */
  readonly random?: () => number;
}

/** How a Visit asks its hosts. */
export interface VisitHosts {
  /** Waits for the host's turn, no longer than until the signal aborts, or tells why it is not to be asked. Each turn's `end` must be called. */
  turn(host: string, signal?: AbortSignal): Promise<Turn>;
  /** The host wants at least this gap (Crawl-delay). */
  slow(host: string, crawlDelayMs: number): Promise<void>;
  /** Gives up the hosts that no other Visit of this process asks. */
  leave(): Promise<void>;
}

/** Every host that this process asks: one clock a host, whichever Visits ask it. */
export interface Hosts {
  join(source: Source, options: { readonly byHand: boolean; readonly signal: AbortSignal }): VisitHosts;
  /** Gives up every host. */
  close(): Promise<void>;
}

/** How often what changed is kept: what a killed process loses of it. */
const TIDY_MS = 2_500;

/** The hosts of a process, with what the book remembers of them. */
export function createHosts(options: HostsOptions = {}): Hosts {
  return new KeptHosts(options);
}

class KeptHosts implements Hosts {
  readonly #book: HostBook;
  readonly #time: HostTime;
  readonly #random: () => number;
  readonly #warn: (text: string) => void;
  readonly #doors = new Map<string, HostDoor>();
  readonly #entries: ReadonlyMap<string, HostLimits>;
  #timer: NodeJS.Timeout | undefined;

  constructor({ book, sources = [], warn = () => undefined, time = MACHINE_TIME, random = Math.random }: HostsOptions) {
    this.#time = time;
    this.#book = book ?? new MemoryHostBook(time);
    this.#random = random;
    this.#warn = warn;
    this.#entries = limitsByEntry(sources);
  }

  join(source: Source, options: { readonly byHand: boolean; readonly signal: AbortSignal }): VisitHosts {
    // Each wait for a host listens for the Visit's end, and a Visit may wait for many hosts.
    setMaxListeners(0, options.signal);
    const visitor: Visitor = { limits: hostLimitsOf(source), sinceMs: this.#time.now(), ...options };
    const joined = new Map<string, HostDoor>();
    const doorOf = (host: string): HostDoor => {
      const known = joined.get(host);
      if (known !== undefined) return known;
      const door = this.#enter(host, visitor);
      joined.set(host, door);
      return door;
    };
    return {
      turn: (host, signal = visitor.signal) => doorOf(host).turn({ ...visitor, signal }),
      slow: (host, crawlDelayMs) => doorOf(host).slow(crawlDelayMs),
      leave: async () => {
        // A book that fails now must not hide how the Visit went.
        const leaving = [...joined].map(([host, door]) =>
          this.#leave(host, door, visitor).catch((error: unknown) => this.#tell(host, error)),
        );
        await Promise.all(leaving);
      },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all([...this.#doors.values()].map((door) => door.release()));
  }

  #enter(host: string, visitor: Visitor): HostDoor {
    let door = this.#doors.get(host);
    if (door === undefined) {
      door = new HostDoor(host, this.#book, new HostClock(this.#time, this.#random), this.#time);
      this.#doors.set(host, door);
    }
    door.visitors.add(visitor);
    this.#limit(host, door);
    this.#timer ??= setInterval(() => this.#tidy(), TIDY_MS).unref();
    return door;
  }

  async #leave(host: string, door: HostDoor, visitor: Visitor): Promise<void> {
    door.visitors.delete(visitor);
    this.#limit(host, door);
    if (door.visitors.size > 0) return;
    try {
      await door.release();
    } finally {
      // Somebody may have come meanwhile.
      if (door.visitors.size === 0) this.#forget(host, door);
    }
  }

  #forget(host: string, door: HostDoor): void {
    if (this.#doors.get(host) === door) this.#doors.delete(host);
    if (this.#doors.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #limit(host: string, door: HostDoor): void {
    const entry = this.#entries.get(host);
    const asked = [...door.visitors].map(({ limits }) => limits);
    door.limits = strictestOf(entry === undefined ? asked : [entry, ...asked]);
  }

  #tidy(): void {
    for (const [host, door] of this.#doors) {
      door.tidy().catch((error: unknown) => this.#tell(host, error));
    }
  }

  #tell(host: string, error: unknown): void {
    this.#warn(`What is known of ${host} was not kept: ${messageOf(error)}`);
  }
}

function limitsByEntry(sources: readonly Source[]): ReadonlyMap<string, HostLimits> {
  const limits = new Map<string, HostLimits>();
  for (const source of sources) {
    const own = hostLimitsOf(source);
    for (const host of new Set(source.start.map((url) => new URL(url).host))) {
      const known = limits.get(host);
      limits.set(host, known === undefined ? own : strictestOf([known, own]));
    }
  }
  return limits;
}
