import type { ArticleLog } from "@caibian/schema";

import type { Ledger, LedgerDesk } from "../ledger.ts";

/** The desk's methods that a visitor may call. Nothing else of the ledger can be reached through the socket. */
export const DESK_METHODS: readonly (keyof LedgerDesk)[] = [
  "status",
  "articles",
  "article",
  "revisions",
  "visits",
  "heldChanges",
  "releaseHeld",
  "dropHeld",
  "healthChanges",
  "refusedPages",
  "hostStates",
  "ping",
  "storeIds",
  "backfill",
  "forgetStore",
  "withdraw",
  "schedules",
  "wish",
];

/** The log's methods that a visitor may call. */
export const LOG_METHODS: readonly (keyof ArticleLog)[] = [
  "cursor",
  "read",
  "advance",
  "behind",
  "lag",
  "deadLetters",
  "deadDelivery",
  "askReplay",
  "askedReplays",
  "clearAsked",
  "dropDeadLetters",
];

type Call = (...params: readonly unknown[]) => Promise<unknown>;

/** The owner's side: what each name does. */
export function callsOf(ledger: Ledger): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>();
  // The names are checked against the types above; parameters come from our own visitor on the same machine and user.
  for (const name of DESK_METHODS) calls.set(name, (...params) => (ledger[name] as Call).apply(ledger, [...params]));
  for (const name of LOG_METHODS) {
    calls.set(`log.${name}`, (...params) => (ledger.log[name] as Call).apply(ledger.log, [...params]));
  }
  return calls;
}
