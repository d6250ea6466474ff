import { canonicalUrl } from "@caibian/page";

import type { SurveyedSection } from "./surveyed-section.ts";

const DAY_MS = 86_400_000;
/** Sections taken from one site where nobody chooses. */
const MOST_CHOSEN = 3;
/** A section that shows so much of a better one's stories adds little. */
const OVERLAP = 0.6;

/** How good a section is as an entry: what its name promises, how many dated stories it has, how fresh they are. */
export function scoreSection(section: Omit<SurveyedSection, "score">, now: number): number {
  const { weight, stories, dated, newest } = section;
  const ageMs = newest === null ? null : now - Date.parse(newest);
  const freshness = ageMs === null ? 0 : ageMs < 30 * DAY_MS ? 2 : ageMs > 365 * DAY_MS ? -4 : 0;
  return weight + Math.min(stories.length, 20) / 5 + (dated >= stories.length * 0.8 ? 3 : 0) + freshness;
}

/** The best few sections: news by their names where any is, without those that repeat a better one. Best first. */
export function chooseSections(sections: readonly SurveyedSection[]): readonly SurveyedSection[] {
  const ranked = sections.toSorted((a, b) => b.score - a.score);
  const news = ranked.filter(({ weight }) => weight > 0);
  const chosen: SurveyedSection[] = [];
  const seen = new Set<string>();
  for (const section of news.length > 0 ? news : ranked.filter(({ weight }) => weight >= 0)) {
    if (chosen.length >= MOST_CHOSEN) break;
    const keys = section.stories.map(({ url }) => canonicalUrl(url) ?? url);
    if (keys.filter((key) => seen.has(key)).length > keys.length * OVERLAP) continue;
    for (const key of keys) seen.add(key);
    chosen.push(section);
  }
  return chosen.length > 0 ? chosen : ranked.slice(0, 1);
}
