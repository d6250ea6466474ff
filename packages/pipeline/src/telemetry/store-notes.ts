import type { Ledger, StoreTrouble } from "@caibian/ledger";
import type { PublishEvent } from "@caibian/publisher";
import { messageOf } from "@caibian/schema";

import type { Listener } from "./events.ts";

/** A wait that is shorter is not worth a row. */
const LEAST_WAIT_MS = 2_000;

/**
 * Keeps in the ledger what is wrong with Stores, so that `caibian status` tells it beside whoever delivers. One write at
 * a time a Store, and only of the last word: a Store that flaps costs no more than the ledger takes.
 */
export class StoreNotes {
  readonly #ledger: Pick<Ledger, "noteStore">;
  readonly #report: Listener;
  readonly #next = new Map<string, StoreTrouble | null>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(ledger: Pick<Ledger, "noteStore">, report: Listener) {
    this.#ledger = ledger;
    this.#report = report;
  }

  /** Takes an event of the publisher; quick, and never throws. */
  take(event: PublishEvent): void {
    const trouble = troubleOf(event);
    if (trouble === undefined || !("storeId" in event)) return;
    const { storeId } = event;
    this.#next.set(storeId, trouble);
    if (this.#writing.has(storeId)) return;
    this.#writing.set(storeId, this.#write(storeId));
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  async #write(storeId: string): Promise<void> {
    try {
      for (let trouble = this.#next.get(storeId); trouble !== undefined; trouble = this.#next.get(storeId)) {
        this.#next.delete(storeId);
        await this.#ledger.noteStore(storeId, trouble);
      }
    } catch (error) {
      this.#report({ kind: "warning", text: `The state of store ${storeId} could not be kept: ${messageOf(error)}` });
    } finally {
      this.#writing.delete(storeId);
    }
  }
}

/** What an event says of its Store; undefined: nothing. */
function troubleOf(event: PublishEvent): StoreTrouble | null | undefined {
  if (event.kind === "store-up") return null;
  if (event.kind === "store-down") {
    const { failure, why, next } = event;
    return { state: "down", failure, why, next, waitMs: null };
  }
  // Taken: another process delivers, and tells how it goes.
  if (event.kind !== "store-waits" || event.failure === "taken" || event.afterMs < LEAST_WAIT_MS) return undefined;
  const { failure, why, afterMs } = event;
  return { state: "waiting", failure, why, next: null, waitMs: afterMs };
}
