import type { ParseOptions, ParseResult, StoryPage } from "@caibian/parser";

import type { NamedMemory } from "./memory-parcels.ts";

/** One page to parse; plain data, so that it can cross to a worker thread. */
export interface ParseJob {
  readonly input: Uint8Array | string;
  readonly options: Omit<ParseOptions, "memory">;
  /** Further pages of a paged story, in order. */
  readonly parts?: readonly StoryPage[] | undefined;
  /** False when further parts could not be had. Default true. */
  readonly isComplete?: boolean | undefined;
  /** What is known of the page's site. */
  readonly memory?: NamedMemory | undefined;
  /** With `memory`: also answer with the content hash that the page has without it. Default false. */
  readonly plainHash?: boolean | undefined;
}

/** What came of it, and how long the parser took, in milliseconds. */
export interface ParseJobResult {
  readonly result: ParseResult;
  readonly ms: number;
  readonly plainHash?: string | undefined;
}
