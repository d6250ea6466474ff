import type { Article, Block, Credit } from "@caibian/schema";
import { contentHashOf } from "@caibian/schema/plain";

import { imagesOf, textOf } from "../blocks/build-blocks.ts";
import { fingerprintOf } from "../fingerprint/fingerprint.ts";
import { keyOf } from "../text/fold.ts";

/** What the joining notes in `quality.flags`: a part that should be there is not. */
export const INCOMPLETE = "incomplete";

/**
 * One record of a paged story (分页): the first page's, with the blocks of the others behind its own, in order. What a
 * part repeats at its head and tail (lead, headline, captions, statements) is dropped, and so are pictures that are
 * there already. Id, URL, headline, times, section, region and language are the first page's; a source and credits that only a
 * later page names are added.
 */
export function joinParts(first: Article, others: readonly Article[], isComplete = true): Article {
  if (others.length === 0 && isComplete) return first;
  const blocks = [...first.blocks];
  const seen = new Set(blocks.map(keyOfBlock));
  seen.add(keyOf(first.title));
  for (const { blocks: more } of others) {
    const fresh = freshBlocks(more, seen);
    for (const block of fresh) seen.add(keyOfBlock(block));
    blocks.push(...fresh);
  }
  const all = [first, ...others];
  const text = textOf(blocks);
  const fields = {
    title: first.title,
    kicker: first.kicker,
    subtitle: first.subtitle,
    source: all.find(({ source }) => source?.name != null)?.source ?? first.source,
    credits: creditsOf(all),
    publishedAt: first.publishedAt,
    publishedPrecision: first.publishedPrecision,
    updatedAt: first.updatedAt,
    blocks,
    rights: {
      statement: all.find(({ rights }) => rights.statement !== null)?.rights.statement ?? null,
      reprintForbidden: all.some(({ rights }) => rights.reprintForbidden),
    },
  };
  const flags = new Set(isComplete ? first.quality.flags : [...first.quality.flags, INCOMPLETE]);
  // A gallery's first page is short, the story is not.
  if (text.length >= 60) flags.delete("short-body");
  const places = others.flatMap(({ provenance }) => provenance.warc ?? []);
  return {
    ...first,
    ...fields,
    contentHash: contentHashOf(fields),
    text,
    images: imagesOf(blocks),
    fingerprint: fingerprintOf(text),
    removed: all.flatMap(({ removed }) => removed),
    quality: { ...first.quality, flags: [...flags] },
    provenance: { ...first.provenance, ...(places.length === 0 ? {} : { parts: places }) },
  };
}

/** A part's blocks without what it repeats at its head and tail, and without pictures that are there already. */
function freshBlocks(blocks: readonly Block[], seen: ReadonlySet<string>): Block[] {
  const isKnown = (block: Block): boolean => seen.has(keyOfBlock(block));
  const from = blocks.findIndex((block) => !isKnown(block));
  if (from < 0) return [];
  const to = blocks.findLastIndex((block) => !isKnown(block)) + 1;
  return blocks.slice(from, to).filter((block) => !("url" in block) || !isKnown(block));
}

function keyOfBlock(block: Block): string {
  return "url" in block ? `${block.type} ${block.url}` : keyOf(block.text);
}

function creditsOf(articles: readonly Article[]): Credit[] {
  const credits = new Map<string, Credit>();
  for (const article of articles)
    for (const credit of article.credits) {
      const key = `${credit.role} ${credit.name}`;
      if (!credits.has(key)) credits.set(key, credit);
    }
  return [...credits.values()];
}
