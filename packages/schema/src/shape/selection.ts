import type { Article } from "../article.ts";

/** Which Articles a Store is given. What is left out asks nothing; what is given must hold, all of it. */
export interface Selection {
  /** Beginnings of GB/T 2260 codes: `32`, `3205` or `320505`; `320500` means the whole prefecture. */
  readonly region?: readonly string[];
  /** Ids of Sources. */
  readonly source?: readonly string[];
  /** Names in the Article's `section`. */
  readonly section?: readonly string[];
  /** Language tags; `zh` takes `zh-Hans` too (RFC 4647, basic filtering). */
  readonly language?: readonly string[];
  /** Least `quality.score`, 0 to 1. */
  readonly minQuality?: number;
  /** `first`: no copy of a story of which another is the first source, as far as was known when the record was made. */
  readonly reprints?: "all" | "first";
}

/** True for an Article that the selection takes. */
export function isSelected(article: Article, selection: Selection): boolean {
  const { region, source, section, language, minQuality, reprints } = selection;
  return (
    (region === undefined || isOfRegion(article.region?.code ?? null, region)) &&
    (source === undefined || source.includes(article.provenance.sourceId ?? "")) &&
    (section === undefined || article.section.some((name) => section.includes(name))) &&
    (language === undefined || language.some((range) => isInRange(article.language, range))) &&
    (minQuality === undefined || article.quality.score >= minQuality) &&
    (reprints !== "first" || article.cluster === null || article.cluster.first === article.id)
  );
}

/** A code with `00` at its end stands for all below it. */
function isOfRegion(code: string | null, regions: readonly string[]): boolean {
  return code !== null && regions.some((region) => code.startsWith(region.replace(/(?:00){1,2}$/, "")));
}

function isInRange(tag: string, range: string): boolean {
  const [have, want] = [tag.toLowerCase(), range.toLowerCase()];
  return have === want || have.startsWith(`${want}-`);
}
