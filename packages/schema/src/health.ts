/**
 * What reading a start list showed. `fine`: it leads to articles, new or known; `empty-ok`: it has none and says so,
 * or never had any; `empty-suspect`: an answer like any other, but none of the articles that used to be there;
 * `broken`: an error, a login wall, somewhere else; `blocked`: a guard or robots.txt keeps us out; `gone`: not there.
 */
export type ListVerdict = "fine" | "empty-ok" | "empty-suspect" | "broken" | "blocked" | "gone";

/** How a Source is (来源健康). What each state means and what to do: `packages/scraper/docs/health.md`. */
export type SourceHealth = "ok" | "late" | "silent" | "layout-changed" | "blocked" | "gone" | "broken";

/** Every state of a Source, the well ones first. */
export const SOURCE_HEALTHS: readonly SourceHealth[] = [
  "ok",
  "late",
  "silent",
  "layout-changed",
  "blocked",
  "gone",
  "broken",
];

/** A Source's change from one state to another: one alert. */
export interface HealthChange {
  /** Stable: an alert that is told twice has it twice. */
  readonly id: string;
  readonly sourceId: string;
  readonly from: SourceHealth;
  readonly to: SourceHealth;
  /** Why, in one line; null for `ok`. */
  readonly cause: string | null;
  /** ISO 8601 with +08:00. */
  readonly at: string;
}
