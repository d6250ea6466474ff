import { messageOf, type DiskMark } from "@caibian/schema";

import type { Listener } from "../telemetry/events.ts";
import { roomOf, type DiskRoom } from "./disk-room.ts";

/** A look costs next to nothing, but visits ask after every batch. */
const LOOK_EVERY_MS = 1_000;
/** Low until there is so much more room than the mark: a disk at the mark would start and stop with every batch. */
const ENOUGH = 1.2;

/** How the disk is, by name. */
export type DiskState = "ok" | "disk-low";

/** Watches the room of some folders, and tells each change once. */
export class DiskWatch {
  readonly #folders: readonly string[];
  readonly #mark: DiskMark;
  readonly #report: Listener;
  readonly #everyMs: number;
  #low: DiskRoom | null = null;
  #lookedMs = -Infinity;
  #trouble = "";

  constructor(folders: readonly string[], mark: DiskMark, report: Listener, everyMs: number = LOOK_EVERY_MS) {
    this.#folders = folders;
    this.#mark = mark;
    this.#report = report;
    this.#everyMs = everyMs;
  }

  /** The folder whose disk is low, or null. A look that fails holds up nobody. */
  async low(): Promise<DiskRoom | null> {
    if (performance.now() - this.#lookedMs < this.#everyMs) return this.#low;
    this.#lookedMs = performance.now();
    try {
      await this.#look();
      this.#trouble = "";
    } catch (error) {
      const text = messageOf(error);
      if (text !== this.#trouble) this.#warn(`How full the disk is could not be told: ${text}`);
      this.#trouble = text;
    }
    return this.#low;
  }

  async #look(): Promise<void> {
    const rooms = await Promise.all(this.#folders.map((folder) => roomOf(folder, this.#mark)));
    const slack = this.#low === null ? 1 : ENOUGH;
    const low = rooms.find(({ freeBytes, markBytes }) => freeBytes < markBytes * slack) ?? null;
    const was = this.#low;
    this.#low = low;
    if (low !== null && was === null) this.#report({ kind: "disk", state: "disk-low", room: low });
    if (low === null && was !== null) {
      const room = rooms.find(({ folder }) => folder === was.folder) ?? was;
      this.#report({ kind: "disk", state: "ok", room });
    }
  }

  #warn(text: string): void {
    this.#report({ kind: "warning", text });
  }
}
