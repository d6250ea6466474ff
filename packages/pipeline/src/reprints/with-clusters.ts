import type { PageOutcome } from "@caibian/ledger";
import type { Article, ReprintBook } from "@caibian/schema";

import { linkCopies } from "./link-copies.ts";

/**
 * The outcomes with `cluster` set on every usable article. Runs before the commit: an article that is in the index and
 * not committed is found again by its next look, while one that was committed without its group would stay so.
 */
export async function withClusters(
  outcomes: readonly PageOutcome[],
  book: ReprintBook,
): Promise<readonly PageOutcome[]> {
  const articles = new Map<string, Article>();
  for (const { result } of outcomes) {
    if (result.kind === "article" && result.article.status === "usable")
      articles.set(result.article.id, result.article);
  }
  const clusters = await linkCopies([...articles.values()], book);
  return outcomes.map((outcome) => {
    const { result } = outcome;
    if (result.kind !== "article") return outcome;
    const cluster = clusters.get(result.article.id);
    if (cluster === undefined || result.article.status !== "usable") return outcome;
    return { ...outcome, result: { ...result, article: { ...result.article, cluster } } };
  });
}
