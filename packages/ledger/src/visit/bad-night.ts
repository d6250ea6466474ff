import type { SourceState } from "../reports.ts";

/** What looks at a Source's delivered articles found. */
export interface Looks {
  readonly rechecked: number;
  readonly changed: number;
  readonly vanished: number;
  /** Most pages of the Visit did not look like the site that was learnt. */
  readonly isRedesigned: boolean;
}

const MOST_ODD = 3;
const MOST_ODD_SHARE = 0.05;

/**
 * What a Source is after its Visit (DESIGN.md section 3): a site that changed or lost more than 5 % and more than 3
 * of what was looked at has a bad night or a new layout, and its word is not taken. One that nothing was looked at
 * stays as it was.
 */
export function judge(before: SourceState, looks: Looks): SourceState {
  const odd = looks.changed + looks.vanished;
  if (odd > MOST_ODD && odd > MOST_ODD_SHARE * looks.rechecked) {
    return looks.vanished > looks.changed ? "broken" : "layout-changed";
  }
  if (looks.isRedesigned) return "layout-changed";
  return looks.rechecked === 0 ? before : "ok";
}
