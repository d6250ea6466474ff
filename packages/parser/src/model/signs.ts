import type { PageLines } from "../read/lines.ts";
import { matchRule } from "../strip/match-rule.ts";
import type { RuleZone } from "../strip/rule.ts";
import { isHopeless, type PageSigns } from "./line-features.ts";
import type { Reach } from "./reach.ts";
import type { RuledPage } from "./revise.ts";
import { speechScore, type SpeechModel } from "./speech.ts";

const ANY_ZONE: ReadonlySet<RuleZone> = new Set(["anywhere"]);
const EVERY_ZONE: ReadonlySet<RuleZone> = new Set(["head", "tail", "anywhere"]);

/** What rules and words say of each line in reach. */
export function signsOf({ page, outside, anchor }: RuledPage, speech: SpeechModel, reach: Reach): PageSigns {
  const speeches = new Float32Array(page.lines.length);
  for (const line of page.lines.slice(reach.from, reach.to))
    if (!isHopeless(line)) speeches[line.index] = speechScore(line.text, speech);
  return { title: anchor ?? -1, outside, rules: ruleMarks(page, reach), speech: speeches };
}

/** By line: 2 for lines that a rule takes anywhere, 1 for lines that one takes in the head or tail, else 0. */
export function ruleMarks({ lines }: PageLines, reach: Reach): Uint8Array {
  const marks = new Uint8Array(lines.length);
  for (const line of lines.slice(reach.from, reach.to)) {
    // One look for most lines: no rule concerns them.
    if (isHopeless(line) || matchRule(line.text, EVERY_ZONE) === null) continue;
    marks[line.index] = matchRule(line.text, ANY_ZONE) === null ? 1 : 2;
  }
  return marks;
}
