import { toBeijing, type SourceHealth } from "@caibian/schema";

import type { SourceState } from "../reports.ts";
import type { StartList } from "../rhythm/start-list-row.ts";
import { judgeSilence } from "./judge-silence.ts";

/** What is known of a Source when a Visit of it has ended. */
export interface Evidence {
  readonly atMs: number;
  /** What it was before. */
  readonly before: SourceHealth;
  /** What the bad-night rule makes of its known articles. */
  readonly hold: { readonly state: SourceState; readonly cause: string | null };
  /** Its start lists, as far as they were ever asked for. */
  readonly lists: readonly StartList[];
}

/** A state, and why in one line; null where nothing is wrong. */
export interface Health {
  readonly state: SourceHealth;
  readonly cause: string | null;
}

const WELL: ReadonlySet<SourceHealth> = new Set(["ok", "late", "silent"]);
/** A list that is not there counts as gone after so many looks over so long a time. */
const GONE_LOOKS = 3;
const GONE_MS = 24 * 3_600_000;
/** One bad reading of a list that was well before is no alarm yet. */
const BAD_LOOKS = 2;

/**
 * How a Source is, from evidence alone: `gone` and `blocked` when all of its lists are, then what its known articles
 * say (the bad-night rule), then any list that is not to be read, and of a Source that can be read whether it speaks.
 */
export function judgeHealth(evidence: Evidence): Health {
  const { hold, lists } = evidence;
  const troubles = lists.map((list) => troubleOf(list, evidence));
  for (const state of ["gone", "blocked"] as const) {
    if (lists.length > 0 && troubles.every((trouble) => trouble === state)) return tell(state, lists, troubles);
  }
  if (hold.state !== "ok") return { state: hold.state, cause: hold.cause };
  if (troubles.some((trouble) => trouble === "layout-changed")) {
    const isOnly = troubles.every((trouble) => trouble === null || trouble === "layout-changed");
    if (isOnly) return tell("layout-changed", lists, troubles);
  }
  if (troubles.some((trouble) => trouble !== null)) return tell("broken", lists, troubles);
  return judgeSilence(lists);
}

type Trouble = "gone" | "blocked" | "broken" | "layout-changed" | null;

function troubleOf(list: StartList, { atMs, before }: Evidence): Trouble {
  const { verdict, readings } = list;
  if (verdict === null || verdict === "fine" || verdict === "empty-ok") return null;
  // A guard's page is plain; and what is ill already does not get well by another illness.
  if (verdict === "blocked") return "blocked";
  if (readings < BAD_LOOKS && list.readMs !== null && WELL.has(before)) return null;
  if (verdict === "empty-suspect") return "layout-changed";
  const isLong = readings >= GONE_LOOKS && atMs - (list.verdictSinceMs ?? atMs) >= GONE_MS;
  return verdict === "gone" && isLong ? "gone" : "broken";
}

function tell(state: SourceHealth, lists: readonly StartList[], troubles: readonly Trouble[]): Health {
  const ill = lists.filter((_, i) => troubles[i] !== null);
  const first = ill[0];
  if (first === undefined) return { state, cause: null };
  const share = lists.length === 1 ? "" : `${ill.length} of ${lists.length} start lists: `;
  const since = first.verdictSinceMs === null ? "" : `, since ${toBeijing(first.verdictSinceMs)}`;
  const { code, message } = first.trouble ?? { code: "E_LIST", message: first.verdict ?? "" };
  return { state, cause: `${share}${first.url}: ${message} [${code}]${since}` };
}
