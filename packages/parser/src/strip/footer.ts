import type { Removal } from "@caibian/schema";

import type { Line, PageLines } from "../read/lines.ts";
import { matchRule } from "./match-rule.ts";
import type { RuleZone } from "./rule.ts";

const FOOTER_ZONES: ReadonlySet<RuleZone> = new Set(["tail", "anywhere", "footer"]);
/** Rules of these groups make a footer of the lines around them; the others are met in stories too. */
const DECISIVE = /^(?:filing|licence|owner)\/(?!host|badge)/;
/** What is worth keeping of the page outside the body: whose site it is, how to reach it, what it allows. */
const WORTH_KEEPING = /^(?:filing|licence|owner|contact|statement)\/(?!end)/;
const MOST_LINES_OF_BODY = 16;
const MOST_FOOTER_LINES = 30;

/**
 * Where a footer begins that stands inside the body (a mirror copies the whole page of its source): the lines at the
 * body's end that footer rules know, if one of them is decisive. `to` where there is none.
 */
export function footerInBody(lines: readonly Line[], from: number, to: number): number {
  let start = to;
  let isFooter = false;
  for (let i = to - 1; i >= Math.max(from, to - MOST_LINES_OF_BODY); i--) {
    const line = lines[i];
    if (line === undefined || line.medium !== null || line.text === "") continue;
    const rule = matchRule(line.text, FOOTER_ZONES);
    if (rule === null) break;
    isFooter ||= DECISIVE.test(rule.id);
    start = i;
  }
  return isFooter ? start : to;
}

/** The lines below the body that footer rules know: evidence that belongs in the record. */
export function footerRemovals(page: PageLines, from: number): Removal[] {
  const removed: Removal[] = [];
  for (let i = from; i < page.lines.length && removed.length < MOST_FOOTER_LINES; i++) {
    const { text, medium } = page.lines[i] as Line;
    if (medium !== null) continue;
    const rule = matchRule(text, FOOTER_ZONES);
    if (rule !== null && WORTH_KEEPING.test(rule.id)) removed.push({ rule: rule.id, text, where: "tail" });
  }
  return removed;
}
