import type { Article, DeliveryOp } from "@caibian/schema";

import { lockArticles, type ArticleState } from "../commit/read-known.ts";
import { recordText } from "../commit/record.ts";
import { writeChanges, type Change } from "../commit/write-changes.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { ShardHead } from "../reports.ts";
import { inTransaction } from "../sql/transaction.ts";

/** What an article's raw page reads as now, and the Revision that it was compared with. */
export interface Reading {
  readonly article: Article;
  readonly before: Pick<Article, "revision" | "contentHash">;
}

/** `passed-over`: a Visit or a person changed the article since it was compared. */
export type RevisionEffect = "updated" | "published" | "quarantined" | "passed-over";

/** What became of a batch of readings. */
export interface Revised {
  /** One per reading, in order. */
  readonly effects: readonly RevisionEffect[];
  /** Where deliveries may go up to now. */
  readonly heads: readonly ShardHead[];
}

/** Makes readings into Revisions and log rows, in one transaction. */
export function revise(pool: PgPoolLike, readings: readonly Reading[], atMs: number): Promise<Revised> {
  if (readings.length === 0) return Promise.resolve({ effects: [], heads: [] });
  return inTransaction(pool, async (client) => {
    const articles = await lockArticles(
      client,
      readings.map(({ article }) => article.id),
    );
    const steps = readings.map((reading) => ({ reading, ...decideReading(articles.get(reading.article.id), reading) }));
    const writes = steps.flatMap(({ reading: { article }, revision, op }): readonly Change[] => {
      if (revision === null) return [];
      const { id, status, contentHash } = article;
      const record = recordText(article, revision);
      return [{ id, status, revision, contentHash, record, shown: article, op, sourceId: "" }];
    });
    const heads = await writeChanges(client, writes, new Set(articles.keys()), atMs);
    return { effects: steps.map(({ effect }) => effect), heads };
  });
}

interface ReadingDecision {
  readonly effect: RevisionEffect;
  readonly revision: number | null;
  readonly op: DeliveryOp | null;
}

const PASSED_OVER: ReadingDecision = { effect: "passed-over", revision: null, op: null };

/** The rules of a commit, without its waiting: nothing here speaks of a site's bad night. */
function decideReading(known: ArticleState | undefined, { article, before }: Reading): ReadingDecision {
  if (known === undefined || known.takenDown || known.status === "withdrawn" || known.missingAt !== null)
    return PASSED_OVER;
  if (known.revision !== before.revision || known.contentHash !== before.contentHash) return PASSED_OVER;
  const isSame = article.contentHash === known.contentHash;
  // Never delivered: its Revision may be replaced, and only new content makes another.
  const revision = isSame ? known.revision : known.revision + 1;
  if (known.status === "quarantined") {
    if (article.status === "usable") return { effect: "published", revision, op: "publish" };
    return isSame ? PASSED_OVER : { effect: "quarantined", revision, op: null };
  }
  // A doubtful reading never takes the place of a good one that was delivered.
  if (isSame || article.status !== "usable") return PASSED_OVER;
  return { effect: "updated", revision, op: "update" };
}
