import type { RecheckPolicy, VisitRef } from "@caibian/schema";

import { commitOutcomes, passOver } from "../commit/commit.ts";
import type { CommitEffect, PageOutcome } from "../commit/outcome.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { adoptLeads } from "./adopt-leads.ts";
import { articlesSeenSince, markKnown } from "./seen-since.ts";

/** A Page that came out of an archive file instead of a fetch, and what came of it. */
export interface AdoptedPage extends Omit<PageOutcome, "leadId"> {
  /** Kept as the place where its Lead was found. */
  readonly foundOn: string;
}

/**
 * Commits Pages that were fetched long ago, by whomever. One that is older than our last look changes nothing; those
 * that are taken over are looked at again only at ages that still lie ahead.
 */
export async function adopt(
  pool: PgPoolLike,
  visit: VisitRef,
  policy: RecheckPolicy,
  pages: readonly AdoptedPage[],
): Promise<readonly CommitEffect[]> {
  const leadIds = await adoptLeads(pool, visit, pages);
  const outcomes = pages.map(({ page, ...rest }, i): PageOutcome => {
    const leadId = leadIds[i] ?? "";
    return { ...rest, leadId, page: { ...page, leadId } };
  });
  const seen = await articlesSeenSince(pool, outcomes);
  await markKnown(
    pool,
    outcomes.filter((outcome) => seen.has(outcome)),
  );
  const news = outcomes.filter((outcome) => !seen.has(outcome));
  const effects = await commitOutcomes(pool, visit, agesAhead(policy, news), news, { passesOverOlder: true });
  const effectOf = new Map(news.map((outcome, i) => [outcome, effects[i]]));
  return outcomes.map((outcome) => effectOf.get(outcome) ?? passOver(outcome));
}

/** The ages that the newest of the pages has not reached yet. */
function agesAhead(policy: RecheckPolicy, outcomes: readonly PageOutcome[]): RecheckPolicy {
  const newestMs = Math.max(...outcomes.map(({ page }) => Date.parse(page.fetchedAt)));
  return { ...policy, afterMs: policy.afterMs.filter((ageMs) => newestMs + ageMs > Date.now()) };
}
