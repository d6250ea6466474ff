import { decode, loadDom } from "@caibian/page";

import { edit } from "./edit.ts";
import { walk } from "./read/walk.ts";
import type { ParseOptions, ParseResult } from "./result.ts";

/**
 * One Page to an Article: decode, load the DOM under bounds, walk it once, edit. Text given as a string is taken
 * as decoded. Never throws: what cannot be made a record is an error with a code.
 */
export function parse(input: string | Uint8Array, options: ParseOptions = {}): ParseResult {
  try {
    const decoded =
      typeof input === "string"
        ? { text: input, charset: null, replacements: 0 }
        : decode(input, { contentType: options.contentType, url: options.url });
    const dom = loadDom(decoded.text);
    if (!dom.ok) return dom;
    return edit(walk(dom.root), decoded, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { code: "E_INTERNAL", message: `the parser failed: ${reason}` } };
  }
}
