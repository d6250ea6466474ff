import type { ParseOptions, ParseResult } from "@caibian/parser";

/** One page to parse; plain data, so that it can cross to a worker thread. */
export interface ParseJob {
  readonly input: Uint8Array | string;
  readonly options: ParseOptions;
}

/** What came of it, and how long the parser took, in milliseconds. */
export interface ParseJobResult {
  readonly result: ParseResult;
  readonly ms: number;
}
