import type { ArticleLog, CurrentArticles, HistoryLog } from "@caibian/schema";

import type { Ledger, LedgerDesk } from "../ledger.ts";
import { leanOf } from "./newest-deliveries.ts";

/** The desk's methods that a visitor may call. Nothing else of the ledger can be reached through the socket. */
export const DESK_METHODS: readonly (keyof LedgerDesk)[] = [
  "status",
  "articles",
  "article",
  "revisions",
  "records",
  "visits",
  "heldChanges",
  "releaseHeld",
  "dropHeld",
  "healthChanges",
  "refusedPages",
  "hostStates",
  "ping",
  "storeIds",
  "forgetStore",
  "storeReports",
  "select",
  "withdraw",
  "reinstate",
  "rawPagesOf",
  "rawErased",
  "audit",
  "schedules",
  "wish",
  "prune",
  "forgetFiles",
];

/** The log's methods that a visitor may call. */
export const LOG_METHODS: readonly (keyof ArticleLog)[] = [
  "cursor",
  "claim",
  "endTry",
  "read",
  "advance",
  "earlier",
  "behind",
  "lag",
  "deadLetters",
  "deadDelivery",
  "askReplay",
  "askedReplays",
  "claimLetters",
  "releaseLetters",
  "clearAsked",
  "dropDeadLetters",
];

/** The history's methods that a visitor may call. */
export const HISTORY_METHODS: readonly (keyof HistoryLog)[] = ["startBackfill", "cancelBackfill", "backfills"];

/** The current articles' methods that a visitor may call. */
export const CURRENT_METHODS: readonly (keyof CurrentArticles)[] = ["expected", "newestDeliveries", "deadArticles"];

type Call = (...params: readonly unknown[]) => Promise<unknown>;

/** The owner's side: what each name does. */
export function callsOf(ledger: Ledger): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>();
  // The names are checked against the types above; parameters come from our own visitor on the same machine and user.
  for (const name of DESK_METHODS) calls.set(name, (...params) => (ledger[name] as Call).apply(ledger, [...params]));
  const { log, history, current } = ledger;
  for (const name of LOG_METHODS) calls.set(`log.${name}`, (...params) => (log[name] as Call).apply(log, [...params]));
  for (const name of HISTORY_METHODS) {
    calls.set(`history.${name}`, (...params) => (history[name] as Call).apply(history, [...params]));
  }
  for (const name of CURRENT_METHODS) {
    calls.set(`current.${name}`, (...params) => (current[name] as Call).apply(current, [...params]));
  }
  calls.set("current.newestDeliveries", async (ids) =>
    (await current.newestDeliveries(ids as readonly string[])).map(leanOf),
  );
  return calls;
}
