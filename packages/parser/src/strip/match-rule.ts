import { foldForMatch } from "../text/fold.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import type { StripRule, RuleZone } from "./rule.ts";
import { WordIndex } from "./word-index.ts";

const DEFAULT_LENGTH = 200;
const LONGEST = 800;
/** What folding may take off a line: runs of blanks. */
const FOLDED_AWAY = 40;
/** Most digits-only lines are cells of tables; pagers are short. */
const LONGEST_LETTERLESS = 60;
const DIGIT = /\d/;
const LETTERLESS = /^\P{L}+$/u;
const isLetterless = (text: string): boolean =>
  text.length <= LONGEST_LETTERLESS && text.charCodeAt(0) < 0x3100 && DIGIT.test(text) && LETTERLESS.test(text);

const INDEX = new WordIndex(
  CATALOGUE.map(({ words }) => words),
  CATALOGUE.map((rule) => mostOf(rule) + FOLDED_AWAY),
);
const LETTERLESS_RULES: readonly StripRule[] = CATALOGUE.filter(({ words }) => words.length === 0);

/** The first rule that takes the line in one of these zones, or null. */
export function matchRule(text: string, zones: ReadonlySet<RuleZone>): StripRule | null {
  return text.length > LONGEST ? null : (candidatesFor(text)?.first(zones) ?? null);
}

/** The rules that a line may concern, and what is known of each. */
class Candidates {
  readonly #text: string;
  readonly #rules: readonly StripRule[];
  readonly #verdicts: (boolean | undefined)[];
  #folded: string | null = null;
  #isTold: boolean | null = null;

  constructor(text: string, rules: readonly StripRule[]) {
    this.#text = text;
    this.#rules = rules;
    this.#verdicts = rules.map(() => undefined);
  }

  first(zones: ReadonlySet<RuleZone>): StripRule | null {
    for (let i = 0; i < this.#rules.length; i++) {
      const rule = this.#rules[i];
      if (rule !== undefined && zones.has(rule.where) && (this.#verdicts[i] ??= this.#takes(rule))) return rule;
    }
    return null;
  }

  #takes(rule: StripRule): boolean {
    const most = mostOf(rule);
    if (this.#text.length > most + FOLDED_AWAY) return false;
    this.#folded ??= foldForMatch(this.#text);
    if (this.#folded.length > most || !rule.pattern.test(this.#folded)) return false;
    return rule.prose === true || !(this.#isTold ??= tellsSomething(this.#folded));
  }
}

const MOST_REMEMBERED = 512;
/** A page's lines are asked about in one zone after another. Null: no rule concerns the line. */
const REMEMBERED = new Map<string, Candidates | null>();

function candidatesFor(text: string): Candidates | null {
  const known = REMEMBERED.get(text);
  if (known !== undefined) return known;
  const rules = isLetterless(text) ? LETTERLESS_RULES : rulesFor(text);
  const found = rules.length === 0 ? null : new Candidates(text, rules);
  if (REMEMBERED.size >= MOST_REMEMBERED) REMEMBERED.clear();
  REMEMBERED.set(text, found);
  return found;
}

function rulesFor(text: string): readonly StripRule[] {
  return INDEX.find(text).flatMap((number) => CATALOGUE[number] ?? []);
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
