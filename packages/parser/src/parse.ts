import { decode } from "@caibian/page/plain";

import { edit } from "./edit.ts";
import { readLines } from "./read/read-lines.ts";
import type { ParseOptions, ParseResult } from "./result.ts";

/**
 * One Page to an Article: decode, read it into lines under bounds, edit. Text given as a string is taken
 * as decoded. Never throws: what cannot be made a record is an error with a code.
 */
export function parse(input: string | Uint8Array, options: ParseOptions = {}): ParseResult {
  try {
    const decoded =
      typeof input === "string"
        ? { text: input, charset: null, replacements: 0 }
        : decode(input, { contentType: options.contentType, url: options.url });
    const lines = readLines(decoded.text);
    return lines.ok ? edit(lines.page, decoded, options) : lines;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { code: "E_INTERNAL", message: `the parser failed: ${reason}` } };
  }
}
