import type { Fetched } from "@caibian/http";

import type { Ending } from "../pace/host-clock.ts";
import { endingOf, failureOf, failureOfStatus } from "../visit/failure.ts";

/** Leave to ask a host; its `end` must be called once. */
export interface GuestTurn {
  end(ending: Ending): Promise<unknown>;
}

/** Waits for a host's turn; null when it may not be asked now. Rejects when the signal aborts. */
export type TakeTurn = (host: string, signal: AbortSignal) => Promise<GuestTurn | null>;

/** Requests of one page to one host, side by side: they are one turn of it, as those to the page's own host are. */
interface Burst {
  readonly turn: Promise<GuestTurn | null>;
  users: number;
  ending: Ending;
}

/** How long a page waits for another host: past it the page does without, or two pages would wait for each other. */
const PATIENCE_MS = 5_000;

/** The turns that a page load takes of hosts that are not its own. */
export class GuestTurns {
  readonly #take: TakeTurn;
  readonly #signal: AbortSignal;
  readonly #bursts = new Map<string, Burst>();
  #waits = 0;

  constructor(take: TakeTurn, signal: AbortSignal) {
    this.#take = take;
    this.#signal = signal;
  }

  /** True while the page waits for another host. */
  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  /** Does one request in its host's turn; null when the host may not be asked now. */
  async during(host: string, work: () => Promise<Fetched | null>): Promise<Fetched | null> {
    const burst = this.#bursts.get(host) ?? this.#begin(host);
    burst.users++;
    const startedMs = performance.now();
    try {
      if ((await burst.turn) === null) return null;
      const fetched = await work();
      if (fetched !== null) note(burst, endingOfAnswer(fetched, performance.now() - startedMs));
      return fetched;
    } catch (error) {
      note(burst, endingOf(failureOf(error), performance.now() - startedMs));
      throw error;
    } finally {
      burst.users--;
      if (burst.users === 0) await this.#end(host, burst);
    }
  }

  /** What comes of work that may have to wait for another host, or `otherwise` when that takes too long. */
  async patiently<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    const patience = this.#patience();
    if (patience.aborted) return otherwise;
    this.#waits++;
    try {
      const givenUp = new Promise<T>((resolve) => {
        patience.addEventListener("abort", () => resolve(otherwise), { once: true });
      });
      return await Promise.race([work(), givenUp]);
    } finally {
      this.#waits--;
    }
  }

  #patience(): AbortSignal {
    return AbortSignal.any([this.#signal, AbortSignal.timeout(PATIENCE_MS)]);
  }

  #begin(host: string): Burst {
    const burst: Burst = { turn: this.#turn(host), users: 0, ending: { kind: "cut" } };
    this.#bursts.set(host, burst);
    return burst;
  }

  /** No race against the clock: a turn that came in the last moment must be ended too. */
  async #turn(host: string): Promise<GuestTurn | null> {
    const patience = this.#patience();
    this.#waits++;
    try {
      return await this.#take(host, patience);
    } catch (error) {
      if (patience.aborted) return null;
      throw error;
    } finally {
      this.#waits--;
    }
  }

  async #end(host: string, burst: Burst): Promise<void> {
    if (this.#bursts.get(host) === burst) this.#bursts.delete(host);
    const turn = await burst.turn.catch(() => null); // told to each that waited for it
    await turn?.end(burst.ending);
  }
}

/** The worst of a burst is what its host is told. */
function note(burst: Burst, ending: Ending): void {
  if (burst.ending.kind === "cut" || burst.ending.kind === "answered") burst.ending = ending;
}

function endingOfAnswer(fetched: Fetched, ms: number): Ending {
  const failure = failureOfStatus(fetched);
  return failure === null ? { kind: "answered", ms } : endingOf(failure, ms);
}
