import { hash } from "node:crypto";

import type { AdoptedPage } from "@caibian/ledger";
import type { ReadPage } from "@caibian/scraper";
import type { Page, PagePart, Source } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { withClusters } from "../reprints/with-clusters.ts";
import { outcomeOf } from "../visit/outcome-of.ts";
import { SiteMemories } from "../visit/site-memories.ts";
import type { ImportCounts } from "./import-report.ts";
import type { ImportVisit } from "./import-visits.ts";
import type { ArchivedStory } from "./join-stories.ts";

/** Stories of one Source, each with the file that it came from. */
export type FiledStory = ArchivedStory & { readonly file: string };

/** Takes stories over: those that are news are archived, parsed and committed, and the Stores are told. */
export async function takeOver(
  app: App,
  { source, ref, memories, checkLease }: ImportVisit,
  stories: readonly FiledStory[],
  counts: ImportCounts,
): Promise<void> {
  const news = await newsOf(app, source, stories, counts);
  if (news.length === 0) return;
  const pages = await Promise.all(news.map((story) => adopted(app, source, story, memories)));
  const linked = await withClusters(
    pages.map((page) => ({ ...page, leadId: "" })),
    app.ledger.reprints,
  );
  await app.archive.flush();
  checkLease();
  app.report({ kind: "commit-begins", sourceId: source.id, count: linked.length });
  const effects = await app.ledger.adopt(
    ref,
    linked.map((outcome, i) => ({ ...outcome, foundOn: pages[i]?.foundOn ?? "" })),
  );
  app.report({ kind: "commit-ended", sourceId: source.id, count: linked.length });
  // Corrections and withdrawals are decided at the end of their Visit.
  for (const { effect } of effects) if (effect !== "held" && effect !== "missing-once") counts[effect]++;
  const shards = new Set(effects.flatMap(({ shard, seq }) => (shard === null || seq === null ? [] : [shard])));
  if (shards.size > 0) await app.publisher.notify([...shards]);
}

/** What taking stories over would come to, without a trace of it. */
export async function rehearse(
  app: App,
  source: Source,
  stories: readonly FiledStory[],
  counts: ImportCounts,
): Promise<void> {
  const memories = new SiteMemories(app.ledger, source.id);
  const news = await newsOf(app, source, stories, counts);
  const outcomes = await Promise.all(
    news.map(async (story) => {
      const page = toPage(story, source, null, []);
      return outcomeOf(page, source, app.parsePool, await memories.of(page.finalUrl));
    }),
  );
  for (const { outcome } of outcomes) {
    if (outcome.result.kind !== "article") counts.refused++;
    else if (outcome.result.article.status === "usable") counts.published++;
    else counts.quarantined++;
  }
}

/** Stories that the ledger has not looked at since they were archived; of copies of one URL the newest. */
async function newsOf(
  app: App,
  source: Source,
  stories: readonly FiledStory[],
  counts: ImportCounts,
): Promise<readonly FiledStory[]> {
  const byAge = [...stories].sort((a, b) => Date.parse(a.first.fetchedAt) - Date.parse(b.first.fetchedAt));
  const newest = [...new Map(byAge.map((story) => [story.first.url, story])).values()];
  const looks = await app.ledger.lastLooks(
    source.id,
    newest.map(({ first }) => first.url),
  );
  const news = newest.filter(({ first }, i) => {
    const look = looks[i] ?? null;
    return look === null || Date.parse(first.fetchedAt) > Date.parse(look);
  });
  counts.known += stories.length - news.length;
  counts.stories += news.length;
  return news;
}

async function adopted(app: App, source: Source, story: FiledStory, memories: SiteMemories): Promise<AdoptedPage> {
  const parts: PagePart[] = [];
  const warc = await app.archive.append(withHash(story.first));
  for (const part of story.parts) {
    const kept = withHash(part);
    parts.push({ ...kept, warc: await app.archive.append(kept) });
  }
  const page = toPage(story, source, warc, parts);
  const { outcome } = await outcomeOf(page, source, app.parsePool, await memories.of(page.finalUrl));
  return { ...outcome, foundOn: story.file };
}

function toPage(story: ArchivedStory, source: Source, warc: Page["warc"], parts: readonly PagePart[]): Page {
  return {
    v: 1,
    ...withHash(story.first),
    sourceId: source.id,
    leadId: "",
    warc,
    ...(parts.length === 0 ? {} : { parts }),
    ...(story.missing === null ? {} : { missingParts: story.missing }),
  };
}

function withHash(page: ReadPage): ReadPage & { readonly sha256: string } {
  return { ...page, sha256: hash("sha256", page.bytes) };
}
