import type { Removal } from "@caibian/schema";

import type { BodyRange } from "../locate/body.ts";
import type { PageLines } from "../read/lines.ts";
import type { Recalled } from "./recall.ts";

const MOST_LINES = 20;

/**
 * Sentences in the body's box that the memory put outside the body's range: taken out all the same, so they are told.
 * Menus and tools around a body never are.
 */
export function trimmedLines(recalled: Recalled | null, page: PageLines, { box, from, to }: BodyRange): Removal[] {
  if (recalled === null || recalled.isChanged) return [];
  const told = (start: number, end: number, where: Removal["where"]): Removal[] =>
    page.lines
      .slice(start, end)
      .filter((line) => line.stops > 0 && line.links === 0 && recalled.isRepeated(line))
      .slice(0, MOST_LINES)
      .map(({ text }) => ({ rule: "memory/repeated", text, where }));
  return [...told(box.from, from, "head"), ...told(to, box.to, "tail")];
}
