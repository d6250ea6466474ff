import type { PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";
import { wholeBox, type BodyRange } from "./body.ts";
import type { Scores } from "./score.ts";
import { selectBox } from "./selector.ts";
import type { FoundTitle } from "./title.ts";

/** The body that a profile's selector names; null without one, or where it names nothing on this page. */
export function profiledBody(page: PageLines, scores: Scores, selector: string | undefined): BodyRange | null {
  const box = selector === undefined ? null : selectBox(page, selector);
  return box === null || box.to <= box.from ? null : wholeBox(box, page, scores);
}

/** The headline that a profile's selector names, or null. */
export function profiledTitle(page: PageLines, selector: string | undefined): FoundTitle | null {
  const box = selector === undefined ? null : selectBox(page, selector);
  const line = box === null ? undefined : page.lines.slice(box.from, box.to).find(({ text }) => text !== "");
  return line === undefined ? null : { text: tidy(line.text), line, confidence: 1 };
}
