import type { Client } from "@caibian/http";
import type { CoolingCause, Frontier, VisitRef } from "@caibian/schema";

import type { Archive } from "../archive/archive.ts";
import type { Hosts } from "../pace/hosts.ts";
import type { RobotsCache } from "./robots-gate.ts";

/** What a Visit needs from outside. */
export interface Doors {
  readonly client: Client;
  readonly frontier: Frontier;
  /** The running Visit, as the frontier knows it. */
  readonly visit: VisitRef;
  readonly archive: Archive;
  /** Matched against robots.txt; its product token is the part before `/`. */
  readonly userAgent: string;
  /** Ends the Visit: requests in flight stop, nothing more is given out, the iteration ends without an error. */
  readonly signal?: AbortSignal;
  /** Told of everything that happens, for a progress line and for counts. */
  readonly report?: (event: VisitEvent) => void;
  /** Robots rules kept between Visits of one process. Default: kept for this Visit. */
  readonly robots?: RobotsCache;
  /** The hosts that this process asks, shared by its Visits. Default: this Visit's own, forgotten at its end. */
  readonly hosts?: Hosts;
  /** True when a person began this Visit: limits of the day are told, not obeyed. Default false. */
  readonly byHand?: boolean;
  /** Epoch milliseconds. Default Date.now. */
  readonly now?: () => number;
}

/** Why a host is left alone. */
export type LeftAlone = CoolingCause | "budget" | "hours" | "busy" | "robots";

/** What happened in a Visit. */
export type VisitEvent =
  /** A list page was read. `added` leads are new; an unchanged list has none. */
  | { readonly kind: "list"; readonly url: string; readonly leads: number; readonly added: number }
  /** A scheduled Visit came before the time at which the list's rhythm wants it read. */
  | { readonly kind: "list-waits"; readonly url: string; readonly until: string }
  /** A Page came and is given out. */
  | {
      readonly kind: "page";
      readonly url: string;
      readonly status: number;
      readonly bytes: number;
      readonly ms: number;
    }
  /** A known article has not changed. */
  | { readonly kind: "unchanged"; readonly url: string }
  | { readonly kind: "failed"; readonly url: string; readonly code: string; readonly message: string }
  | { readonly kind: "robots-denied"; readonly url: string }
  /** The host is left alone for the rest of this Visit; `until` (ISO 8601) where it is known. */
  | {
      readonly kind: "host-given-up";
      readonly host: string;
      readonly cause: LeftAlone;
      readonly reason: string;
      readonly until: string | null;
    }
  /** Something about a host that a person may want to know. */
  | { readonly kind: "host-warning"; readonly host: string; readonly text: string };
