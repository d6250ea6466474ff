import type { ListVerdict } from "../health.ts";
import type { Lead, Validators } from "../lead.ts";

/** One running Visit. */
export interface VisitRef {
  readonly id: string;
  readonly sourceId: string;
  /** ISO 8601 with +08:00. A lead looked at since then is not given out again in this Visit. */
  readonly startedAt: string;
  /** Look again at every known article of the source, not only at those that are due. */
  readonly recheckAll: boolean;
  /** Begun by the schedule: lists are read by their rhythm. By hand all are read. */
  readonly isScheduled?: boolean | undefined;
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
  /** Of a known article: the last fetch that brought a body, as the archive has it. */
  readonly capture?: { readonly url: string; readonly fetchedAt: string } | null;
}

/** A list page that was read, and what it led to. */
export interface ReadList {
  readonly url: string;
  readonly fetchedAt: string;
  readonly validators: Validators;
  readonly leads: readonly Lead[];
  /** Start URL whose list this page belongs to: what is new counts for its rhythm. */
  readonly start?: string | undefined;
  /** No earlier walk came to this page: what it holds is no news, unless its dates say so. Default false. */
  readonly isBackfill?: boolean | undefined;
}

/** What is known of a start list before it is asked. */
export interface ListOutlook {
  /** When its rhythm wants it read next, ISO 8601; null: now. */
  readonly nextReadAt: string | null;
  /** It led to articles before. */
  readonly hadLeads: boolean;
  /** How the last reading went; null before the first. */
  readonly verdict: ListVerdict | null;
}

/** How reading a start list went, once for each Visit that asked for it. */
export interface ListReading {
  /** The start URL. */
  readonly url: string;
  readonly at: string;
  readonly verdict: ListVerdict;
  /** Code and message of what is wrong; null where nothing is. */
  readonly trouble: { readonly code: string; readonly message: string } | null;
  /** False when pages of the list are left to be read: it is due at once. */
  readonly isComplete: boolean;
}

/** Why a fetch brought no Page. */
export interface FetchFailure {
  readonly code: string;
  readonly message: string;
  readonly at: string;
  /** Earliest next try, ISO 8601; null: not again unless the list shows it anew. */
  readonly retryAt: string | null;
  /** The host's doing alone (it asked for time, its guard lets nothing through): no attempt of the lead is used. */
  readonly isHosts?: boolean | undefined;
}

/** The scraper's view of the ledger: what was found, what waits, what a server said. */
export interface Frontier {
  /** Keeps the list's validators and its new article leads in one transaction. */
  recordList(visit: VisitRef, list: ReadList): Promise<{ readonly added: number; readonly known: number }>;
  /**
   * The next leads of the Visit's source that wait, oldest first; those looked at in this Visit are left out, and those
   * of `exceptHosts` (as `URL.host`): a backlog of hosts that are left alone must not stand before the others.
   * Those that a guard stood before the last time (`E_BLOCKED`) come after all others: asking may shut their host.
   */
  waiting(visit: VisitRef, limit: number, exceptHosts?: readonly string[]): Promise<readonly WaitingLead[]>;
  /** What a list page gave us last time. */
  validators(sourceId: string, url: string): Promise<Validators | null>;
  /** When each of these list pages was last recorded, ISO 8601; those that never were are not in it. */
  listsReadAt(sourceId: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** When a start list is due, and what it was like. */
  outlook(sourceId: string, url: string): Promise<ListOutlook>;
  /** Keeps how a start list was found, and learns from it when to read it next. */
  recordReading(visit: VisitRef, reading: ListReading): Promise<void>;
  recordFailure(visit: VisitRef, leadId: string, failure: FetchFailure): Promise<void>;
  /** The article answered 304, or with the body that we have. */
  recordUnchanged(visit: VisitRef, leadId: string, at: string): Promise<void>;
}
