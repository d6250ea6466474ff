import type { DomBounds } from "@caibian/page/plain";

import { LineBuilder } from "./line-builder.ts";
import type { PageLines } from "./lines.ts";
import { readMarkup, type MarkupError } from "./markup.ts";

/** A page's lines, or which bound it is over. */
export type LinesResult =
  | { readonly ok: true; readonly page: PageLines }
  | { readonly ok: false; readonly error: MarkupError };

/**
 * HTML to lines of text with what was measured in them, and the boxes that hold them, in one pass and without a
 * tree. Everything after it reads lines and boxes.
 */
export function readLines(html: string, bounds: DomBounds = {}): LinesResult {
  const builder = new LineBuilder();
  const error = readMarkup(html, builder, bounds);
  return error === null ? { ok: true, page: builder.finish() } : { ok: false, error };
}
