import { compareArticles, fingerprintOf } from "@caibian/parser";
import { linkCopies } from "@caibian/pipeline";
import { contentHashOf, idOf, type Article, type ReprintBook } from "@caibian/schema";

import { bandsOf } from "./bands.ts";
import { makeStories, type Story } from "./stories.ts";

/** How well copies are told from other stories. */
export interface Quality {
  /** Copies put into the group of their story. */
  readonly recall: number;
  /** Members of groups that belong together, of all pairs in one group. */
  readonly precision: number;
  readonly recallByKind: Readonly<Record<string, number>>;
  /** Copies that each design of the index offers as a candidate, with as many rows an article. */
  readonly offered: { readonly least: number; readonly bands: number };
  readonly offeredByKind: Readonly<Record<string, string>>;
  /** Milliseconds that linking one article took, in batches of 50: added, looked up, compared, joined. */
  readonly linkMs: readonly number[];
  readonly stories: number;
}

const BATCH = 50;
const INDEXED = 16;

/** Links a made set of stories through the ledger's index, shuffled, and counts what came together. */
export async function measureQuality(book: ReprintBook, count: number): Promise<Quality> {
  const stories = shuffled(makeStories(count, 11));
  const articles = stories.map(articleOf);
  const storyOf = new Map(articles.map((article, i) => [article.id, stories[i]]));
  const linkMs: number[] = [];
  for (let at = 0; at < articles.length; at += BATCH) {
    const batch = articles.slice(at, at + BATCH);
    const started = performance.now();
    await linkCopies(batch, book);
    linkMs.push((performance.now() - started) / batch.length);
  }
  const groups = await book.join(
    [],
    articles.map((article) => article.id),
  );
  const groupOf = new Map([...groups].map(([id, group]) => [id, group.id]));
  const originals = new Map(
    articles.flatMap((article, i) => (stories[i]?.kind === "original" ? [[stories[i].id, article] as const] : [])),
  );
  const byKind = new Map<string, { found: number; all: number }>();
  for (const [i, article] of articles.entries()) {
    const story = stories[i];
    const original = story === undefined ? undefined : originals.get(story.story);
    if (story === undefined || original === undefined || story.kind === "original") continue;
    const tally = byKind.get(story.kind) ?? { found: 0, all: 0 };
    tally.all++;
    if (groupOf.get(article.id) === groupOf.get(original.id)) tally.found++;
    byKind.set(story.kind, tally);
  }
  const offered = offeredBy(stories);
  const total = sumOf([...byKind.values()]);
  return {
    recall: total.found / total.all,
    precision: precisionOf(groups, (id) => storyOf.get(id)?.story ?? id),
    recallByKind: Object.fromEntries([...byKind].map(([kind, { found, all }]) => [kind, found / all])),
    ...offered,
    linkMs,
    stories: stories.length,
  };
}

function precisionOf(groups: Awaited<ReturnType<ReprintBook["join"]>>, storyOf: (id: string) => string): number {
  let right = 0;
  let pairs = 0;
  for (const { members } of new Map([...groups.values()].map((group) => [group.id, group])).values()) {
    for (const [i, a] of members.entries()) {
      for (const b of members.slice(i + 1)) {
        pairs++;
        if (storyOf(a.articleId) === storyOf(b.articleId)) right++;
      }
    }
  }
  return pairs === 0 ? 1 : right / pairs;
}

/** Which copies share an indexed hash, or a band, with their original. */
function offeredBy(stories: readonly Story[]): Pick<Quality, "offered" | "offeredByKind"> {
  const originals = new Map(stories.filter(({ kind }) => kind === "original").map((story) => [story.id, story]));
  const kinds = new Map<string, { least: number; bands: number; all: number }>();
  for (const copy of stories) {
    const original = originals.get(copy.story);
    if (original === undefined || copy.kind === "original") continue;
    const tally = kinds.get(copy.kind) ?? { least: 0, bands: 0, all: 0 };
    tally.all++;
    if (sharesAny(leastOf(copy.text), leastOf(original.text))) tally.least++;
    if (sharesAny(bandsOf(copy.text), bandsOf(original.text))) tally.bands++;
    kinds.set(copy.kind, tally);
  }
  const all = [...kinds.values()];
  const share = (of: "least" | "bands"): number =>
    all.reduce((sum, tally) => sum + tally[of], 0) / all.reduce((sum, tally) => sum + tally.all, 0);
  return {
    offered: { least: share("least"), bands: share("bands") },
    offeredByKind: Object.fromEntries(
      [...kinds].map(([kind, tally]) => [
        kind,
        `least ${(tally.least / tally.all).toFixed(3)}, bands ${(tally.bands / tally.all).toFixed(3)}`,
      ]),
    ),
  };
}

function leastOf(text: string): ReadonlySet<string> {
  return new Set(fingerprintOf(text, INDEXED)?.sketch.map(String));
}

function sharesAny(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((key) => b.has(key));
}

/** Milliseconds that a verdict on two whole texts takes. */
export function verdictMs(count: number): number {
  const stories = makeStories(count, 5).map(articleOf);
  const started = performance.now();
  for (let i = 1; i < stories.length; i++) {
    const [a, b] = [stories[i - 1], stories[i]];
    if (a !== undefined && b !== undefined) compareArticles(a, b);
  }
  return (performance.now() - started) / (stories.length - 1);
}

function sumOf(tallies: readonly { found: number; all: number }[]): { found: number; all: number } {
  return tallies.reduce((sum, { found, all }) => ({ found: sum.found + found, all: sum.all + all }), {
    found: 0,
    all: 0,
  });
}

function shuffled(stories: readonly Story[]): readonly Story[] {
  return [...stories].sort((a, b) => (idOf(a.id) < idOf(b.id) ? -1 : 1));
}

function articleOf(story: Story): Article {
  const { title, text } = story;
  const fields = {
    title,
    kicker: null,
    subtitle: null,
    source: null,
    credits: [],
    publishedAt: null,
    publishedPrecision: null,
    updatedAt: null,
    blocks: text.split("\n").map((paragraph) => ({ type: "paragraph" as const, text: paragraph })),
    rights: { statement: null, reprintForbidden: false },
  };
  return {
    v: 1,
    id: idOf(story.id),
    url: null,
    canonicalUrl: null,
    revision: 1,
    contentHash: contentHashOf(fields),
    status: "usable",
    ...fields,
    originalTitle: null,
    dateline: null,
    section: [],
    region: null,
    text,
    images: [],
    language: "zh-Hans",
    site: { host: null, name: null, icp: null, police: null, siteCode: null },
    fingerprint: fingerprintOf(text),
    cluster: null,
    removed: [],
    quality: { score: 1, fields: {}, flags: [] },
    provenance: { sourceId: null, fetchedAt: null, charset: null, bodySha256: null, warc: null, parser: "0" },
  };
}
