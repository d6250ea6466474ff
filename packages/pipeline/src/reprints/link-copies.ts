import { chooseFirst, compareTraits, copyFacts, reprintTraits } from "@caibian/parser";
import type {
  Article,
  Cluster,
  ReprintBook,
  ReprintCandidate,
  ReprintEntry,
  ReprintLink,
  ReprintTraits,
} from "@caibian/schema";

/** An article as the index of reprints takes it. */
export function entryOf(article: Article): ReprintEntry {
  return {
    articleId: article.id,
    contentHash: article.contentHash,
    traits: reprintTraits(article),
    facts: copyFacts(article),
  };
}

/**
 * Takes articles up in the index, joins those that are copies of one story, and answers each one's group: its id, the
 * first source as far as it is known now, and what says so. An article without a text has none.
 */
export async function linkCopies(
  articles: readonly Article[],
  book: ReprintBook,
): Promise<ReadonlyMap<string, Cluster>> {
  if (articles.length === 0) return new Map();
  const entries = articles.map(entryOf);
  const found = await book.take(entries);
  const links = entries.flatMap(({ articleId, traits }, i) => linksOf(articleId, traits, found[i] ?? []));
  const linked = new Set(links.flatMap(({ articleId, otherId }) => [articleId, otherId]));
  // A new article without copies founds a group of its own: no need to ask.
  const asked = entries.filter(({ articleId }, i) => found[i] === null || linked.has(articleId));
  const groups = await book.join(
    links,
    asked.map((entry) => entry.articleId),
  );
  const clusters = new Map<string, Cluster>();
  for (const [i, { articleId, traits, facts }] of entries.entries()) {
    const isAlone = found[i] !== null && !linked.has(articleId);
    const group = isAlone ? { id: articleId, members: [facts] } : groups.get(articleId);
    const choice = group === undefined || traits.exact === "" ? null : chooseFirst(group.members);
    if (group !== undefined && choice !== null) clusters.set(articleId, { id: group.id, ...choice });
  }
  return clusters;
}

/** Every candidate that is the same story; of those that only share a part, the one that shares the most. */
function linksOf(articleId: string, traits: ReprintTraits, candidates: readonly ReprintCandidate[]): ReprintLink[] {
  const links: ReprintLink[] = [];
  let part: { otherId: string; containment: number } | null = null;
  for (const candidate of candidates) {
    const { kind, containment } = compareTraits(traits, candidate.traits);
    const otherId = candidate.articleId;
    if (kind === "same" || kind === "reprint") links.push({ articleId, otherId, strength: "strong" });
    if (kind === "abridged" && containment > (part?.containment ?? 0)) part = { otherId, containment };
  }
  if (part !== null) links.push({ articleId, otherId: part.otherId, strength: "weak" });
  return links;
}
