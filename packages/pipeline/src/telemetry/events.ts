import type { EffectKind, VisitReport } from "@caibian/ledger";
import type { HealthChange } from "@caibian/schema";
import type { VisitEvent } from "@caibian/scraper";
import type { PublishEvent } from "@caibian/publisher";

import type { DiskRoom } from "../disk/disk-room.ts";
import type { DiskState } from "../disk/disk-watch.ts";
import type { PruneReport } from "../retain/prune.ts";

/** What happened, as it happens: the progress line, the log and the counters all read these. */
export type PipelineEvent =
  | { readonly kind: "visit-started"; readonly sourceId: string; readonly visitId: string }
  | { readonly kind: "visit-ended"; readonly sourceId: string; readonly report: VisitReport }
  | { readonly kind: "scrape"; readonly sourceId: string; readonly event: VisitEvent }
  | { readonly kind: "parsed"; readonly sourceId: string; readonly url: string; readonly ok: boolean }
  | { readonly kind: "commit-begins"; readonly sourceId: string; readonly count: number }
  | {
      readonly kind: "committed";
      readonly sourceId: string;
      readonly url: string;
      readonly effect: EffectKind;
      readonly reason: string | null;
    }
  | { readonly kind: "commit-ended"; readonly sourceId: string; readonly count: number }
  /** A Source became well or ill: the alert, told once for each change over all processes. */
  | { readonly kind: "source-health"; readonly change: HealthChange }
  | { readonly kind: "publish"; readonly event: PublishEvent }
  /** The disk became low, or has room again: nothing is fetched in between. */
  | { readonly kind: "disk"; readonly state: DiskState; readonly room: DiskRoom }
  | { readonly kind: "pruned"; readonly report: PruneReport }
  | { readonly kind: "warning"; readonly text: string };

/** Takes an event; must not throw and must be quick. */
export type Listener = (event: PipelineEvent) => void;

/** One event to several listeners. */
export function fanOut(...listeners: readonly Listener[]): Listener {
  return (event) => {
    for (const listener of listeners) listener(event);
  };
}
