import type { ReprintTraits } from "@caibian/schema";

/** How much two bodies have in common. */
export interface Overlap {
  /** Share of the smaller body's 5-grams that the larger one has, 0 to 1. */
  readonly containment: number;
  /** 5-grams of the smaller body that were looked at: the fewer, the less the share says. */
  readonly seen: number;
}

/**
 * Containment from two bottom-k sketches. Up to the lesser of their largest hashes both are complete, so that what lies
 * below is a fair sample of both bodies; two sketches that hold everything give the exact share.
 */
export function overlapOf(a: ReprintTraits, b: ReprintTraits): Overlap {
  const limit = Math.min(reachOf(a), reachOf(b));
  let inA = 0;
  let inB = 0;
  let shared = 0;
  let i = 0;
  let j = 0;
  for (;;) {
    const x = a.sketch[i] ?? Number.POSITIVE_INFINITY;
    const y = b.sketch[j] ?? Number.POSITIVE_INFINITY;
    const least = Math.min(x, y);
    if (least > limit || least === Number.POSITIVE_INFINITY) break;
    if (x === least) {
      inA++;
      i++;
    }
    if (y === least) {
      inB++;
      j++;
    }
    if (x === y) shared++;
  }
  const seen = Math.min(inA, inB);
  return { containment: seen === 0 ? 0 : shared / seen, seen };
}

/** The hash up to which a sketch has everything. */
function reachOf({ sketch, grams }: ReprintTraits): number {
  return sketch.length >= grams ? Number.POSITIVE_INFINITY : (sketch.at(-1) ?? -1);
}
