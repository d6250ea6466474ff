import { foldForMatch } from "../text/fold.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import type { StripRule, RuleZone } from "./rule.ts";
import { WordIndex } from "./word-index.ts";

const DEFAULT_LENGTH = 200;
const LONGEST = 800;
/** What folding may take off a line: runs of blanks. */
const FOLDED_AWAY = 40;
/** Longer lines concern fewer rules: an index for lines from each of these lengths on. */
const TIERS: readonly number[] = [240, 100, 0];
/** Most digits-only lines are cells of tables; pagers are short. */
const LONGEST_LETTERLESS = 60;
const DIGIT = /\d/;
const LETTERLESS = /^\P{L}+$/u;
const isLetterless = (text: string): boolean =>
  text.length <= LONGEST_LETTERLESS && text.charCodeAt(0) < 0x3100 && DIGIT.test(text) && LETTERLESS.test(text);

const INDEXES: readonly WordIndex[] = TIERS.map(
  (least) => new WordIndex(CATALOGUE.map((rule) => (mostOf(rule) + FOLDED_AWAY >= least ? rule.words : []))),
);
const LETTERLESS_RULES: readonly number[] = CATALOGUE.flatMap((rule, n) => (rule.words.length === 0 ? [n] : []));

/** The first rule that takes the line in one of these zones, or null. */
export function matchRule(text: string, zones: ReadonlySet<RuleZone>): StripRule | null {
  if (text.length > LONGEST) return null;
  const numbers = isLetterless(text) ? LETTERLESS_RULES : rulesFor(text);
  let folded: string | null = null;
  let isTold: boolean | null = null;
  for (const number of numbers) {
    const rule = CATALOGUE[number];
    if (rule === undefined || !zones.has(rule.where)) continue;
    const most = mostOf(rule);
    if (text.length > most + FOLDED_AWAY) continue;
    folded ??= foldForMatch(text);
    if (folded.length > most || !rule.pattern.test(folded)) continue;
    if (rule.prose !== true && (isTold ??= tellsSomething(folded))) continue;
    return rule;
  }
  return null;
}

function rulesFor(text: string): readonly number[] {
  const tier = TIERS.findIndex((least) => text.length >= least);
  return INDEXES[tier]?.find(text) ?? [];
}

function mostOf(rule: StripRule): number {
  return rule.maxLength ?? DEFAULT_LENGTH;
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
