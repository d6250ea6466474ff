import type { Listener, PipelineEvent } from "@caibian/pipeline";

import { diskText } from "./disk-text.ts";
import { healthText } from "./health-text.ts";
import { hostText } from "./host-text.ts";
import { pruneText } from "./prune-text.ts";

/** Plain or JSON lines on standard error for a process that runs for long; routine events are left out. */
export function startLogger(json: boolean): Listener {
  return (event) => {
    const text = textOf(event);
    if (text === null) return;
    const at = new Date().toISOString();
    process.stderr.write(json ? `${JSON.stringify({ at, ...event, text })}\n` : `${at} ${text}\n`);
  };
}

function textOf(event: PipelineEvent): string | null {
  switch (event.kind) {
    case "visit-started":
      return `visit of ${event.sourceId} begins`;
    case "visit-ended":
      return `visit of ${event.sourceId} ended: ${event.report.outcome}, ${event.report.counts.published} new, ${event.report.counts.updated} changed, ${event.report.counts.withdrawn} withdrawn`;
    case "source-health":
      return healthText(event.change);
    case "warning":
      return `warning: ${event.text}`;
    case "scrape":
      if (event.event.kind === "failed") return `${event.sourceId}: ${event.event.url}: ${event.event.message}`;
      return hostText(event);
    case "publish":
      return publishText(event.event);
    case "disk":
      return diskText(event);
    case "pruned":
      return pruneText(event.report);
    case "parsed":
    case "commit-begins":
    case "committed":
    case "commit-ended":
      return null;
    default:
      return event satisfies never;
  }
}

function publishText(event: Extract<PipelineEvent, { kind: "publish" }>["event"]): string | null {
  if (event.kind === "store-down") {
    const next = event.next === null ? "" : `; next: ${event.next}`;
    return `store ${event.storeId} is down: ${event.why}${next}`;
  }
  if (event.kind === "store-up") return `store ${event.storeId} is up again`;
  if (event.kind === "store-presses") {
    return `store ${event.storeId} is ${event.behind} rows behind, more than ${event.maxLag}: visits wait for it`;
  }
  if (event.kind === "store-eased") return `store ${event.storeId} has caught up: visits go on`;
  if (event.kind === "dead-letter") return `store ${event.storeId} refused a record: ${event.reason}`;
  if (event.kind === "queue-failed" || event.kind === "replay-failed") return `${event.kind}: ${event.why}`;
  return null;
}
