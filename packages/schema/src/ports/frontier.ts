import type { Lead, Validators } from "../lead.ts";

/** One running Visit. */
export interface VisitRef {
  readonly id: string;
  readonly sourceId: string;
  /** ISO 8601 with +08:00. A lead looked at since then is not given out again in this Visit. */
  readonly startedAt: string;
  /** Look again at every known article of the source, not only at those that are due. */
  readonly recheckAll: boolean;
}

/** A Lead that waits to be fetched: new, to be tried again, or a known article that is due for another look. */
export interface WaitingLead {
  readonly leadId: string;
  readonly lead: Lead;
  /** Fetches that failed so far. */
  readonly attempts: number;
  /** Null for a first fetch; else what to ask with. */
  readonly validators: Validators | null;
  /** True when the article behind it is known already. */
  readonly recheck: boolean;
}

/** A list page that was read, and what it led to. */
export interface ReadList {
  readonly url: string;
  readonly fetchedAt: string;
  readonly validators: Validators;
  readonly leads: readonly Lead[];
}

/** Why a fetch brought no Page. */
export interface FetchFailure {
  readonly code: string;
  readonly message: string;
  readonly at: string;
  /** Earliest next try, ISO 8601; null: not again unless the list shows it anew. */
  readonly retryAt: string | null;
  /** The host's doing alone (it asked for time, its guard answered): no attempt of the lead is used. */
  readonly isHosts?: boolean | undefined;
}

/** The scraper's view of the ledger: what was found, what waits, what a server said. */
export interface Frontier {
  /** Keeps the list's validators and its new article leads in one transaction. */
  recordList(visit: VisitRef, list: ReadList): Promise<{ readonly added: number; readonly known: number }>;
  /** The next leads of the Visit's source that wait, oldest first; those looked at in this Visit are left out. */
  waiting(visit: VisitRef, limit: number): Promise<readonly WaitingLead[]>;
  /** What a list page gave us last time. */
  validators(sourceId: string, url: string): Promise<Validators | null>;
  recordFailure(visit: VisitRef, leadId: string, failure: FetchFailure): Promise<void>;
  /** The article answered 304, or with the body that we have. */
  recordUnchanged(visit: VisitRef, leadId: string, at: string): Promise<void>;
}
