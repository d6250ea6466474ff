import type { ReprintTraits } from "@caibian/schema";

import { isWithin } from "../region/divisions.ts";
import { MOST_NUMBERS } from "./numbers.ts";
import { overlapOf } from "./overlap.ts";
import { digitsOf, titleLikeness, withoutDigits } from "./title-likeness.ts";
import { fullTraits, type Copyable } from "./traits.ts";

/** Why two texts that are alike are not one story: they were made from one template. */
export type Veto = "title-digits" | "numbers" | "places";

/** What two articles are to one another. */
export interface Verdict {
  /** `same`: one wording; `reprint`: a copy, edited; `abridged`: one is a part of the other; `different`. */
  readonly kind: "same" | "reprint" | "abridged" | "different";
  /** Share of the smaller body's character 5-grams that the larger one has, 0 to 1. */
  readonly containment: number;
  /** Likeness of the titles, 0 to 1. */
  readonly titles: number;
  readonly veto: Veto | null;
}

/** Containment from which two bodies of like size, or a body and a part of it, are one story. */
const RELATED = 0.5;
const RELATED_PART = 0.6;
/** The smaller the sample, the more is asked: this over the square root of what was seen. */
const SAMPLE_MARGIN = 0.5;
/** Titles that are alike make up for this much. */
const ALIKE_TITLE = 0.35;
const ALIKE_TITLE_GAIN = 0.12;
const SAME_TITLE = 0.78;
/** Titles of one template: alike but for their digits. */
const TEMPLATE_TITLE = 0.6;
/** Below this many 5-grams a text is a brief: half of it is a phrase or two. */
const BRIEF = 60;
const BRIEF_RELATED = 0.8;
/** A body smaller than this says nothing by being equal to another. */
const LEAST = 12;
/** A smaller body below this share of the larger one is a part of it. */
const ABRIDGED = 0.75;
/** A sample smaller than this decides nothing by itself. */
const LEAST_SEEN = 8;

/** The verdict on two articles at hand, from their whole texts. Symmetric. */
export function compareArticles(a: Copyable, b: Copyable): Verdict {
  return compareTraits(fullTraits(a), fullTraits(b));
}

/** The verdict from what an index keeps of two articles. Symmetric; within 0.1 of the whole texts' containment. */
export function compareTraits(a: ReprintTraits, b: ReprintTraits): Verdict {
  const titles = titleLikeness(a.title, b.title);
  const { containment, seen } = overlapOf(a, b);
  const different = (veto: Veto | null): Verdict => ({ kind: "different", containment, titles, veto });
  const least = Math.min(a.grams, b.grams);
  if (least === 0) return different(null);
  if (a.exact === b.exact) {
    if (least < LEAST && titles < SAME_TITLE) return different(null);
    return { kind: "same", containment: 1, titles, veto: null };
  }
  const isPart = least < ABRIDGED * Math.max(a.grams, b.grams);
  if (!isRelated({ containment, seen, least, titles, isPart })) return different(null);
  const veto = vetoOf(a, b, containment);
  if (veto !== null) return different(veto);
  return { kind: isPart ? "abridged" : "reprint", containment, titles, veto: null };
}

interface Likeness {
  readonly containment: number;
  readonly seen: number;
  readonly least: number;
  readonly titles: number;
  readonly isPart: boolean;
}

function isRelated({ containment, seen, least, titles, isPart }: Likeness): boolean {
  const isSameTitle = titles >= SAME_TITLE;
  if (least < LEAST) return false;
  if (least < BRIEF) return containment >= (isSameTitle ? RELATED : BRIEF_RELATED);
  if (seen < LEAST_SEEN) return isSameTitle && containment >= BRIEF_RELATED;
  const gain = titles >= ALIKE_TITLE ? ALIKE_TITLE_GAIN : 0;
  return containment >= (isPart ? RELATED_PART : RELATED) + SAMPLE_MARGIN / Math.sqrt(seen) - gain;
}

function vetoOf(a: ReprintTraits, b: ReprintTraits, containment: number): Veto | null {
  const digitsA = digitsOf(a.title);
  const digitsB = digitsOf(b.title);
  if (digitsA !== "" && digitsB !== "" && digitsA !== digitsB) {
    if (titleLikeness(withoutDigits(a.title), withoutDigits(b.title)) >= TEMPLATE_TITLE) return "title-digits";
  }
  const numbers = compareNumbers(a.numbers, b.numbers);
  const lost = (1 - containment) * Math.min(a.grams, b.grams);
  if (isTemplate(numbers, lost)) return "numbers";
  if (isElsewhere(a.places, b.places) && !(numbers.changed === 0 && numbers.shared >= MANY_NUMBERS)) return "places";
  return null;
}

interface NumberChange {
  readonly shared: number;
  /** Numbers that each has and the other lacks: the lesser of the two counts. */
  readonly changed: number;
}

const MANY_NUMBERS = 5;
/** A number that was changed costs about this many 5-grams; an edited sentence costs many more. */
const GRAMS_OF_A_NUMBER = 12;
const CHANGED_SHARE = 0.2;

/**
 * Two fillings of one template: as many numbers differ as agree, or hardly anything else differs. Numbers that only one
 * of them has are no sign: a part of a story has fewer, a footer adds some.
 */
function isTemplate({ shared, changed }: NumberChange, lostGrams: number): boolean {
  if (changed === 0) return false;
  const share = changed / (changed + shared);
  return share > 0.5 || (share >= CHANGED_SHARE && lostGrams <= GRAMS_OF_A_NUMBER * changed);
}

function compareNumbers(a: readonly string[], b: readonly string[]): NumberChange {
  // Of many numbers the least are kept: beyond the lesser of the two ends one of the lists is cut.
  const seenInA = a.filter((number) => isSeen(number, b));
  const seenInB = new Set(b.filter((number) => isSeen(number, a)));
  const shared = seenInA.filter((number) => seenInB.has(number)).length;
  return { shared, changed: Math.min(seenInA.length, seenInB.size) - shared };
}

function isSeen(number: string, list: readonly string[]): boolean {
  return list.length < MOST_NUMBERS || number <= (list.at(-1) ?? "");
}

/** Both titles name places, and none of one lies in one of the other: the same notice of two towns. */
function isElsewhere(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  return !a.some((one) => b.some((other) => isWithin(one, other) || isWithin(other, one)));
}
