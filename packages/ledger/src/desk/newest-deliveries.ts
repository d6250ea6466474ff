import type { Delivery } from "@caibian/schema";

import { LedgerError } from "../errors.ts";
import { withArticle, type LeanDelivery } from "../log/read-delivery.ts";

/** Articles that are asked for in one answer. */
const SLICE = 50;

/** A Delivery on its way through the socket: a record that is there makes its article needless. */
export type SentDelivery = LeanDelivery | Delivery;

/** The owner's side: no record goes twice. */
export function leanOf(delivery: Delivery): SentDelivery {
  const { v, seq, articleId, revision, op, url, at, record } = delivery;
  return record === undefined ? delivery : { v, seq, articleId, revision, op, url, at, record };
}

/** The visitor's side: asks slice by slice, and for less where an answer would be too long. In order of seq. */
export async function askNewest(
  articleIds: readonly string[],
  ask: (articleIds: readonly string[]) => Promise<readonly SentDelivery[]>,
): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  const waiting: (readonly string[])[] = [];
  for (let from = 0; from < articleIds.length; from += SLICE) waiting.push(articleIds.slice(from, from + SLICE));
  for (let ids = waiting.pop(); ids !== undefined; ids = waiting.pop()) {
    try {
      found.push(...(await ask(ids)).map((sent) => ("article" in sent ? sent : withArticle(sent))));
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== "E_LEDGER_ANSWER" || ids.length === 1) throw error;
      const half = Math.ceil(ids.length / 2);
      waiting.push(ids.slice(0, half), ids.slice(half));
    }
  }
  return found.toSorted((a, b) => a.seq - b.seq);
}
