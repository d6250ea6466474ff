import type { Source } from "@caibian/schema";
import type { VisitEvent } from "@caibian/scraper";

import { noListOf, type NoList } from "./nothing-came.ts";

/**
 * Whether a Source was silent in a Visit, told from what happened in it: its start lists could not be read and nothing
 * else of it answered. A Visit in which a list waits for its time is a quiet one, whatever became of the few pages it
 * asked for.
 */
export class Answers {
  readonly #source: Pick<Source, "start">;
  #isSilent = true;
  #failure: NoList | null = null;

  constructor(source: Pick<Source, "start">) {
    this.#source = source;
  }

  /** Takes what happened. */
  note(event: VisitEvent): void {
    switch (event.kind) {
      case "list":
      case "list-waits":
      case "page":
      case "unchanged":
        this.#isSilent = false;
        return;
      case "failed":
      case "robots-denied":
      case "host-given-up":
      case "host-warning":
        this.#failure ??= noListOf(event, this.#source);
        return;
      default:
        event satisfies never;
    }
  }

  /** Why no list could be read where nothing answered at all; else null. */
  get silence(): NoList | null {
    return this.#isSilent ? this.#failure : null;
  }
}
