import { foldForMatch } from "../text/fold.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import type { StripRule, RuleZone } from "./rule.ts";
import { WordIndex } from "./word-index.ts";

const DEFAULT_LENGTH = 200;
const LONGEST = 800;
/** What folding may take off a line: runs of blanks. */
const FOLDED_AWAY = 80;
/** Most digits-only lines are cells of tables; pagers are short. */
const LONGEST_LETTERLESS = 60;
const DIGIT = /\d/;
const LETTERLESS = /^\P{L}+$/u;
const isLetterless = (text: string): boolean =>
  text.length <= LONGEST_LETTERLESS && text.charCodeAt(0) < 0x3100 && DIGIT.test(text) && LETTERLESS.test(text);

const WORDS = new WordIndex(CATALOGUE.map((rule) => rule.words));
const LETTERLESS_RULES: readonly number[] = CATALOGUE.flatMap((rule, n) => (rule.words.length === 0 ? [n] : []));

/** The first rule that takes the line in one of these zones, or null. */
export function matchRule(text: string, zones: ReadonlySet<RuleZone>): StripRule | null {
  if (text.length > LONGEST) return null;
  const numbers = isLetterless(text) ? LETTERLESS_RULES : WORDS.find(text);
  let folded: string | null = null;
  let isTold: boolean | null = null;
  for (const number of numbers) {
    const rule = CATALOGUE[number];
    if (rule === undefined || !zones.has(rule.where)) continue;
    const most = rule.maxLength ?? DEFAULT_LENGTH;
    if (text.length > most + FOLDED_AWAY) continue;
    folded ??= foldForMatch(text);
    if (folded.length > most || !rule.pattern.test(folded)) continue;
    if (rule.prose !== true && (isTold ??= tellsSomething(folded))) continue;
    return rule;
  }
  return null;
}

/**
 * True for a folded line that is told in sentences, as stories are: two ends of sentences, or one and a comma.
 * Two labels with colons make it a list of fields again (地址:…,邮编:….).
 */
export function tellsSomething(folded: string): boolean {
  let ends = 0;
  let commas = 0;
  let colons = 0;
  for (let i = 0; i < folded.length; i++) {
    const character = folded[i];
    if (character === "。" || character === "!" || character === "?") ends++;
    else if (character === "," || character === ";") commas++;
    else if (character === ":") colons++;
  }
  return ends >= 1 && (ends >= 2 || commas >= 1) && colons < 2;
}
