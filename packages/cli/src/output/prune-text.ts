import type { PruneReport } from "@caibian/pipeline";

import { countOf } from "./count.ts";

/** What was pruned, in one line. */
export function pruneText({ rows, files, bytes, isDry, interrupted }: PruneReport): string {
  const parts = Object.entries(rows).flatMap(([kind, count]) => (count === 0 ? [] : [`${String(count)} of ${kind}`]));
  if (files > 0) parts.push(`${countOf(files, "file")} of raw pages (${String(Math.round(bytes / 1e6))} MB)`);
  const what = parts.length === 0 ? "nothing" : parts.join(", ");
  return `${isDry ? "would be pruned" : "pruned"}: ${what}${interrupted ? "; interrupted, the next time goes on" : ""}`;
}
