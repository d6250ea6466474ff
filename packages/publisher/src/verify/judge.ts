import type { ExpectedRecord, HeldRecord } from "@caibian/schema";

/**
 * How what a Store holds of an article differs from what it ought to: `missing`; an `older` or `newer` revision;
 * `different`: the right revision with another content; `still-there`: it was withdrawn, or is not for this Store.
 */
export type DifferenceKind = "missing" | "older" | "newer" | "different" | "still-there";

/** Null when the Store holds what it ought to. `isWanted`: the Store's selection takes the article. */
export function judge(
  expected: ExpectedRecord,
  held: HeldRecord | undefined,
  isWanted: boolean = true,
): DifferenceKind | null {
  const isHeld = held !== undefined && held.status !== "withdrawn";
  if (expected.op === "withdraw" || !isWanted) {
    if (!isHeld) return null;
    return held.revision > expected.revision ? "newer" : "still-there";
  }
  if (held === undefined) return "missing";
  if (held.revision < expected.revision) return "older";
  if (held.revision > expected.revision) return "newer";
  if (!isHeld || (held.contentHash !== null && held.contentHash !== expected.contentHash)) return "different";
  return null;
}
