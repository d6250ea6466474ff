import type { UrlShape } from "./url-shape.ts";
import { titleLength } from "./link-title.ts";
import type { Chrome } from "./place.ts";

/** What is known of one link by itself. */
export interface LinkFacts {
  readonly shape: UrlShape;
  readonly title: string;
  readonly isDated: boolean;
  readonly chrome: Chrome | null;
  readonly isOwnSite: boolean;
  /** Its URL is spelt as that of the list that it stands on. */
  readonly isSpeltAsList: boolean;
  /** The page has a dated list, and this URL is spelt otherwise than those of its items. */
  readonly isUnlikeDated: boolean;
}

const BY_SHAPE: Readonly<Record<UrlShape, number>> = {
  article: 3.5,
  numbered: 1.2,
  unknown: 0,
  words: -1,
  list: -2.5,
  folder: -2,
  home: -6,
  service: -4,
  file: -9,
};
const BY_CHROME: Readonly<Record<Chrome, number>> = {
  menu: -1.5,
  trail: -3,
  footer: -2.5,
  pager: -3,
};
const DATED = 2.5;
const ELSEWHERE = -2;
/** A picture or a name that leads away: a friend, a certificate. */
const SEAL = -4.5;
const SPELT_AS_LIST = -2;
const UNLIKE_DATED = -1.2;
/** What a sentence holds and the name of a section does not. */
const SENTENCE = /[，。！？：；、“”‘’《》…!?:]|\d/;

/** How much speaks for an article (above zero) or against it. In no unit: the weights were set on pages. */
export function weigh({ shape, title, isDated, chrome, isOwnSite, isSpeltAsList, isUnlikeDated }: LinkFacts): number {
  let weight = BY_SHAPE[shape] + weighTitle(title);
  if (chrome !== null) weight += BY_CHROME[chrome];
  if (isDated && chrome === null) weight += DATED;
  if (!isOwnSite) weight += titleLength(title) <= 4 ? SEAL : ELSEWHERE;
  if (isSpeltAsList && shape !== "article") weight += SPELT_AS_LIST;
  if (isUnlikeDated && !isDated && shape !== "article") weight += UNLIKE_DATED;
  return weight;
}

function weighTitle(title: string): number {
  const length = titleLength(title);
  const sentence = SENTENCE.test(title) ? 0.7 : 0;
  if (length === 0) return -0.3;
  if (length <= 4) return -1.5 + sentence;
  if (length <= 7) return -0.7 + sentence;
  if (length <= 9) return 0.3 + sentence;
  return (length <= 12 ? 1.2 : 2) + sentence;
}
