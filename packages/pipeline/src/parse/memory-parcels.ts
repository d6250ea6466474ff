import type { SiteMemory } from "@caibian/parser";

/** A site's memory under a name that means this text of it for ever. */
export interface NamedMemory {
  readonly name: string;
  readonly memory: SiteMemory;
}

/** How a memory travels to a thread: whole the first time, then by its name. */
export interface MemoryParcel {
  readonly name: string;
  readonly memory?: SiteMemory | undefined;
  /** What the thread has on its shelf is not named any more. */
  readonly clears?: boolean | undefined;
}

/** Memories that a thread keeps at most: a Visit reads pages of few hosts. */
const SHELF = 64;

/** The sender's side: knows what the thread has. One a thread. */
export class MemorySender {
  readonly #sent = new Set<string>();

  parcelOf({ name, memory }: NamedMemory): MemoryParcel {
    if (this.#sent.has(name)) return { name };
    const clears = this.#sent.size >= SHELF;
    if (clears) this.#sent.clear();
    this.#sent.add(name);
    return { name, memory, clears };
  }
}

/** The thread's side. */
export class MemoryShelf {
  readonly #kept = new Map<string, SiteMemory>();

  unpack({ name, memory, clears }: MemoryParcel): SiteMemory | undefined {
    if (clears === true) this.#kept.clear();
    if (memory !== undefined) this.#kept.set(name, memory);
    return this.#kept.get(name);
  }
}
