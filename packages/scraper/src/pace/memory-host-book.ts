import type { HostBook, HostHold, HostMemory } from "@caibian/schema";

import type { HostTime } from "./host-time.ts";

interface Kept {
  readonly memory: HostMemory;
  readonly atMs: number;
}

/** Hosts remembered for as long as this process lives: for a Visit without a ledger. */
export class MemoryHostBook implements HostBook {
  readonly isShared: boolean;
  readonly #time: HostTime;
  readonly #kept = new Map<string, Kept>();
  readonly #held = new Set<string>();

  constructor(time: HostTime, isShared = false) {
    this.#time = time;
    this.isShared = isShared;
  }

  take(host: string): Promise<HostHold | null> {
    if (this.#held.has(host)) return Promise.resolve(null);
    this.#held.add(host);
    const keep = (memory: HostMemory): Promise<void> => {
      this.#kept.set(host, { memory, atMs: this.#time.now() });
      return Promise.resolve();
    };
    return Promise.resolve({
      memory: this.#read(host),
      wasLeftOpen: false,
      lost: NEVER,
      save: keep,
      release: async (memory) => {
        await keep(memory);
        this.#held.delete(host);
      },
    });
  }

  #read(host: string): HostMemory | null {
    const kept = this.#kept.get(host);
    if (kept === undefined) return null;
    return { ...kept.memory, waitMs: Math.max(0, kept.memory.waitMs - (this.#time.now() - kept.atMs)) };
  }
}

const NEVER = new AbortController().signal;
