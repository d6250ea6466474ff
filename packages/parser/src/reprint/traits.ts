import type { Article, ReprintTraits } from "@caibian/schema";

import { fingerprintOf } from "../fingerprint/fingerprint.ts";
import { findPlaces } from "../region/find-places.ts";
import { keyOf } from "../text/fold.ts";
import { numbersOf } from "./numbers.ts";

const LONGEST_TITLE = 120;
const HEX = 16;

/** What of an article decides whether another one is a copy of it. */
export type Copyable = Pick<Article, "title" | "text" | "fingerprint">;

/** The traits of an article, with the sketch of its record (made anew for one that has none). */
export function reprintTraits(article: Copyable): ReprintTraits {
  return traitsWith(article, article.fingerprint ?? fingerprintOf(article.text));
}

/** The traits with every 5-gram instead of a sketch: for a verdict on two articles at hand. */
export function fullTraits(article: Copyable): ReprintTraits {
  return traitsWith(article, fingerprintOf(article.text, Number.POSITIVE_INFINITY));
}

function traitsWith({ title, text }: Copyable, print: Article["fingerprint"]): ReprintTraits {
  const places = findPlaces(title).flatMap(({ codes }) => codes);
  return {
    exact: print?.exact.slice(0, HEX) ?? "",
    grams: print?.grams ?? 0,
    sketch: print?.sketch ?? [],
    numbers: numbersOf(text),
    title: keyOf(title).slice(0, LONGEST_TITLE),
    places: [...new Set(places)],
  };
}
