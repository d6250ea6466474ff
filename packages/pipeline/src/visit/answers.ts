import type { VisitEvent } from "@caibian/scraper";
import type { Source } from "@caibian/schema";

/** What failed, by its code and in words. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

/**
 * Whether a Source was silent in a Visit, told from what happened in it: its start lists failed and nothing else of it
 * answered. A Visit in which a list waits for its time is a quiet one, whatever became of the few pages it asked for.
 */
export class Answers {
  readonly #starts: ReadonlySet<string>;
  #isSilent = true;
  #failure: Trouble | null = null;

  constructor(source: Pick<Source, "start">) {
    this.#starts = new Set(source.start);
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
        if (this.#starts.has(event.url)) this.#failure ??= event;
        return;
      case "robots-denied":
      case "host-given-up":
      case "host-warning":
        return;
      default:
        event satisfies never;
    }
  }

  /** The first start list's trouble where nothing answered at all; else null. */
  get silence(): Trouble | null {
    return this.#isSilent ? this.#failure : null;
  }
}
