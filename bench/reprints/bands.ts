// The other design: MinHash bands. For the comparison only; with the same number of index rows an article.
import { fingerprintOf } from "@caibian/parser";

const BANDS = 16;
const ROWS = 2;

/** The keys of a text's bands. Two texts are candidates when they share one. */
export function bandsOf(text: string): ReadonlySet<string> {
  const grams = fingerprintOf(text, Number.POSITIVE_INFINITY)?.sketch ?? [];
  const keys = new Set<string>();
  for (let band = 0; band < BANDS; band++) {
    const key = Array.from({ length: ROWS }, (_, row) => leastHash(grams, band * ROWS + row + 1));
    keys.add(`${band}:${key.join(":")}`);
  }
  return keys;
}

function leastHash(grams: readonly number[], seed: number): number {
  let least = 0xffff_ffff;
  for (const gram of grams) {
    let hash = Math.imul(gram ^ Math.imul(seed, 0x9e37_79b1), 0x85eb_ca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2_ae35);
    hash = (hash ^ (hash >>> 16)) >>> 0;
    if (hash < least) least = hash;
  }
  return least;
}
