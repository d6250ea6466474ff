import type { ArticleRegion } from "@caibian/schema";

/** Least confidence of an article's region that counts. */
const LEAST_CONFIDENCE = 0.5;

/**
 * The region (GB/T 2260) that a site reports on, from the regions of a few of its articles: the smallest one that
 * holds most of them. Null when they agree on less than a province, or when fewer than two say anything.
 */
export function voteRegion(regions: readonly (ArticleRegion | null)[]): string | null {
  const codes = regions.flatMap((region) =>
    region !== null && region.confidence >= LEAST_CONFIDENCE ? region.code : [],
  );
  if (codes.length < 2) return null;
  for (const digits of [6, 4, 2]) {
    const [best] = countBy(
      codes
        .filter((code) => digits === 2 || !code.endsWith("0".repeat(8 - digits)))
        .map((code) => code.slice(0, digits)),
    );
    if (best !== undefined && best.count * 2 > codes.length) return best.value.padEnd(6, "0");
  }
  return null;
}

function countBy(values: readonly string[]): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
