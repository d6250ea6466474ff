import type { Box, Line, PageLines } from "../read/lines.ts";
import { matchRule } from "../strip/match-rule.ts";
import type { RuleZone } from "../strip/rule.ts";
import { outsideBoxes, scoreLines, type Scores } from "./score.ts";

const ANY_ZONE: ReadonlySet<RuleZone> = new Set(["anywhere"]);
const NO_BOXES: ReadonlySet<Box> = new Set();

/** Scores the lines; where all prose stands in boxes that are asides by their names, the names are not believed. */
export function scorePage(
  page: PageLines,
  anchor: number | null,
  isRepeated: (line: Line) => boolean,
): { readonly scores: Scores; readonly outside: ReadonlySet<Box> } {
  const isBoilerplate = (line: Line): boolean => isRepeated(line) || matchRule(line.text, ANY_ZONE) !== null;
  const outside = outsideBoxes(page);
  const scores = scoreLines(page, outside, anchor, isBoilerplate);
  if (outside.size === 0 || (scores.prose.at(-1) ?? 0) > 0) return { scores, outside };
  const all = scoreLines(page, NO_BOXES, anchor, isBoilerplate);
  return (all.prose.at(-1) ?? 0) > 0 ? { scores: all, outside: NO_BOXES } : { scores, outside };
}
