import { shardOf, type Article, type RecheckPolicy, type VisitRef } from "@caibian/schema";

import { LedgerUnknownError } from "../errors.ts";
import { appendLog, takeNumbers } from "../log/append.ts";
import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { forgetReprints } from "../reprint/reprint-book.ts";
import { inTransaction } from "../sql/transaction.ts";
import { addCounts, noCounts } from "../visit/counts.ts";
import { nextLook } from "../visit/next-look.ts";
import { decide, type Decision } from "./decide.ts";
import type { CommitEffect, PageOutcome } from "./outcome.ts";
import { lockArticles, lockLeads, type ArticleState, type LeadState } from "./read-known.ts";
import { recordText, withdrawalText } from "./record.ts";
import { findShut, shutLeads } from "./shut-pages.ts";
import {
  insertArticles,
  updateArticles,
  writeRevisions,
  type ArticleWrite,
  type RevisionWrite,
} from "./write-articles.ts";
import { dropHeldOf, writeHeld, type HeldWrite } from "./write-held.ts";
import { dropRefusals, writeLeads, writePages, writeRefusals, type LeadWrite } from "./write-looks.ts";
import { writeMissing } from "./write-missing.ts";

/** One outcome, what was decided, and what it was decided on. */
interface Step {
  readonly outcome: PageOutcome;
  readonly lead: LeadState;
  readonly before: ArticleState | null;
  readonly decision: Decision;
  readonly lookMs: number;
}

/** How outcomes are to be taken. */
export interface CommitOptions {
  /** A Page as old as the last look at its Lead, or older, changes nothing (`unchanged`). Default false. */
  readonly passesOverOlder?: boolean;
}

/** Writes a batch of outcomes in one transaction: Pages, Revisions, articles, Leads, and last the log. */
export function commitOutcomes(
  pool: PgPoolLike,
  visit: VisitRef,
  policy: RecheckPolicy,
  all: readonly PageOutcome[],
  options: CommitOptions = {},
): Promise<readonly CommitEffect[]> {
  if (all.length === 0) return Promise.resolve([]);
  return inTransaction(pool, async (client) => {
    const leads = await lockLeads(client, [...new Set(all.map((outcome) => outcome.leadId))]);
    const outcomes = options.passesOverOlder === true ? all.filter((outcome) => isNewer(outcome, leads)) : all;
    if (outcomes.length === 0) return all.map(passOver);
    const there = await lockArticles(client, articleIds(outcomes, leads));
    const shut = await findShut(client, there.values());
    const steps = decideAll(outcomes, leads, there, policy);
    const isShut = (step: Step): boolean => shut.has(articleOf(step));

    await writePages(
      client,
      visit,
      steps.flatMap(({ outcome: { leadId, page, parts = [] }, decision: { article } }) =>
        [page, ...parts].map((one) => ({ page: one, leadId, articleId: article?.id ?? null })),
      ),
    );
    await writeLeads(
      client,
      visit,
      lastByKey(
        steps.map((step) => leadWrite(step, policy)),
        (row) => row.id,
      ),
    );
    await shutLeads(
      client,
      steps.filter(isShut).map((step) => step.lead.id),
    );
    await writeRefusals(
      client,
      visit,
      steps.filter(isRefusal).map((step) => step.outcome),
    );
    await dropRefusals(
      client,
      steps.filter((step) => step.lead.isRefused && !isRefusal(step)).map((step) => step.lead.id),
    );
    await dropHeldOf(
      client,
      steps.filter((step) => step.decision.look === "same").map((step) => articleOf(step)),
    );
    await writeHeld(
      client,
      visit,
      lastByKey(steps.flatMap(heldWrite), (row) => row.articleId),
    );
    await writeMissing(client, visit, steps.flatMap(missingWrite));
    await writeRevisions(
      client,
      lastByKey(steps.flatMap(revisionWrite), (row) => `${row.articleId}:${row.revision}`),
    );
    await forgetReprints(
      client,
      steps.filter((step) => step.decision.article?.status === "withdrawn").map((step) => articleOf(step)),
    );
    await addCounts(client, visit.id, countSteps(steps));
    const seqs = await writeLog(client, visit, steps, there);
    const effects = new Map(steps.map((step, i) => [step.outcome, effectOf(step, seqs[i] ?? null, isShut(step))]));
    return all.map((outcome) => effects.get(outcome) ?? passOver(outcome));
  });
}

function articleIds(outcomes: readonly PageOutcome[], leads: ReadonlyMap<string, LeadState>): readonly string[] {
  const ids = new Set<string>();
  for (const { leadId, result } of outcomes) {
    const lead = leads.get(leadId);
    if (lead === undefined) throw new LedgerUnknownError("there is no such lead", leadId);
    if (result.kind === "article") ids.add(result.article.id);
    if (lead.articleId !== null) ids.add(lead.articleId);
  }
  return [...ids];
}

/** Decides outcome after outcome, each on what the one before it made of its article. */
function decideAll(
  outcomes: readonly PageOutcome[],
  leads: ReadonlyMap<string, LeadState>,
  there: ReadonlyMap<string, ArticleState>,
  policy: RecheckPolicy,
): readonly Step[] {
  const articles = new Map(there);
  const behind = new Map<string, string>();
  return outcomes.map((outcome) => {
    const lead = leads.get(outcome.leadId);
    if (lead === undefined) throw new LedgerUnknownError("there is no such lead", outcome.leadId);
    const { result } = outcome;
    const articleId = result.kind === "article" ? result.article.id : (behind.get(lead.id) ?? lead.articleId);
    const before = articleId === null ? null : (articles.get(articleId) ?? null);
    const lookMs = Date.parse(outcome.page.fetchedAt);
    const decision = decide(before, result, { lookMs, goneAfterMs: policy.goneAfterMs });
    if (decision.article !== null) {
      const { article } = decision;
      behind.set(lead.id, article.id);
      articles.set(article.id, {
        shard: shardOf(article.id),
        url: result.kind === "article" ? result.article.url : null,
        firstSeenMs: lookMs,
        lastSeq: null,
        ...before,
        ...article,
      });
    }
    return { outcome, lead, before, decision, lookMs };
  });
}

function leadWrite(step: Step, policy: RecheckPolicy): LeadWrite {
  const { decision, outcome, lookMs, lead } = step;
  const isArticle = decision.article !== null;
  const isGone = outcome.result.kind === "gone";
  const next = nextLook(policy, isArticle ? (step.before?.firstSeenMs ?? lookMs) : lead.foundMs, lookMs);
  const isAstray = decision.look === "changed" || decision.look === "vanished";
  return {
    id: lead.id,
    state: isArticle ? "known" : isGone ? "dead" : "refused",
    articleId: decision.article?.id ?? null,
    nextMs:
      decision.effect === "missing-once"
        ? Math.min(next ?? Number.POSITIVE_INFINITY, (decision.article?.missingAt ?? lookMs) + policy.goneAfterMs)
        : next,
    lookedMs: lookMs,
    isAstray,
    // A server's "not modified" must stand for what we hold; of a held or doubted change it would hide the next look.
    validators: isAstray || isGone ? null : outcome.page.validators,
  };
}

function heldWrite(step: Step): readonly HeldWrite[] {
  const { decision, outcome } = step;
  if (decision.held === null) return [];
  const { result, page } = outcome;
  const isArticle = result.kind === "article";
  return [
    {
      articleId: articleOf(step),
      leadId: step.lead.id,
      kind: decision.held,
      reason: isArticle ? "content changed" : result.kind === "gone" ? `gone: ${result.status}` : "refused",
      contentHash: isArticle ? result.article.contentHash : null,
      record: isArticle ? JSON.stringify(result.article) : null,
      validators: page.validators,
      atMs: step.lookMs,
    },
  ];
}

function missingWrite(step: Step): readonly { readonly id: string; readonly atMs: number | null }[] {
  const before = step.before?.missingAt ?? null;
  const after = step.decision.article?.missingAt ?? null;
  // Where the row is rewritten as a whole, the mark goes with it.
  return step.before === null || step.decision.revision !== null || before === after
    ? []
    : [{ id: step.before.id, atMs: after }];
}

function revisionWrite(step: Step): readonly RevisionWrite[] {
  const { decision, outcome, lookMs } = step;
  if (decision.revision === null || decision.article === null) return [];
  const { id, revision, status, contentHash } = decision.article;
  const record =
    outcome.result.kind === "article"
      ? recordText(outcome.result.article, revision)
      : withdrawalText(id, step.before?.url ?? null, revision, outcome.page.fetchedAt);
  return [{ articleId: id, revision, status, contentHash, atMs: lookMs, record }];
}

/** The articles' rows and, with the log's lock held from here to the commit, the log. Answers a number per step. */
async function writeLog(
  client: PgClientLike,
  visit: VisitRef,
  steps: readonly Step[],
  there: ReadonlyMap<string, ArticleState>,
): Promise<readonly (number | null)[]> {
  const numbers = await takeNumbers(client, steps.filter((step) => step.decision.log !== null).length);
  let given = 0;
  const seqs = steps.map((step) => (step.decision.log === null ? null : (numbers[given++] ?? null)));
  const rows = lastByKey(
    steps.flatMap((step, i) => articleWrite(step, visit, seqs[i] ?? null)),
    (row) => row.id,
  );
  await insertArticles(
    client,
    rows.filter((row) => !there.has(row.id)),
  );
  await updateArticles(
    client,
    rows.filter((row) => there.has(row.id)),
  );
  await appendLog(
    client,
    steps.flatMap(({ decision: { log, article } }, i) => {
      const seq = seqs[i] ?? null;
      if (log === null || article === null || seq === null) return [];
      const { id, revision, contentHash } = article;
      return [{ seq, articleId: id, shard: shardOf(id), revision, op: log, hash: contentHash }];
    }),
  );
  return seqs;
}

function articleWrite(step: Step, visit: VisitRef, seq: number | null): readonly ArticleWrite[] {
  const { decision, outcome } = step;
  if (decision.revision === null || decision.article === null) return [];
  const { id, status, revision, contentHash } = decision.article;
  const shown: Article | null = outcome.result.kind === "article" ? outcome.result.article : null;
  return [
    { id, shard: shardOf(id), status, revision, contentHash, seq, atMs: step.lookMs, shown, sourceId: visit.sourceId },
  ];
}

function countSteps(steps: readonly Step[]): ReturnType<typeof noCounts> {
  const counts = noCounts();
  for (const { decision } of steps) {
    counts.pages++;
    if (decision.effect === "missing-once") counts.missing_once++;
    else counts[decision.effect]++;
    if (decision.look !== null) counts.rechecked++;
    if (decision.look === "changed") counts.changed++;
    if (decision.look === "vanished") counts.vanished++;
  }
  return counts;
}

function effectOf(step: Step, seq: number | null, isShut: boolean): CommitEffect {
  const { article, effect } = step.decision;
  return {
    leadId: step.lead.id,
    effect,
    articleId: article?.id ?? null,
    revision: article?.revision ?? null,
    shard: article === null ? null : shardOf(article.id),
    seq,
    ...(isShut && { isShut }),
  };
}

function isNewer({ leadId, page }: PageOutcome, leads: ReadonlyMap<string, LeadState>): boolean {
  const lookedMs = leads.get(leadId)?.lookedMs ?? null;
  return lookedMs === null || Date.parse(page.fetchedAt) > lookedMs;
}

/** The effect of a Page that is passed over. */
export function passOver({ leadId }: PageOutcome): CommitEffect {
  return { leadId, effect: "unchanged", articleId: null, revision: null, shard: null, seq: null };
}

function isRefusal(step: Step): boolean {
  return step.decision.effect === "refused";
}

function articleOf(step: Step): string {
  return step.decision.article?.id ?? "";
}

/** Of several rows for one key the last: what the batch leaves behind. */
function lastByKey<T>(rows: readonly T[], key: (row: T) => string): readonly T[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}
