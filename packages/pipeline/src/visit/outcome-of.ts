import type { PageOutcome } from "@caibian/ledger";
import type { PageTrace, ParseOptions, StoryPage } from "@caibian/parser";
import type { Page, PageFacts, PagePart, Source, Validators } from "@caibian/schema";

import { PipelineError } from "../errors.ts";
import type { NamedMemory } from "../parse/memory-parcels.ts";
import { POOL_CLOSED, type ParsePool } from "../parse/parse-pool.ts";

/** What a Page comes to, and what site memory may learn from it. */
export interface ParsedPage {
  readonly outcome: PageOutcome;
  readonly trace?: PageTrace | undefined;
}

/** What a fetched Page comes to: an Article, a typed refusal, or the news that it is gone. */
export async function outcomeOf(
  page: Page,
  source: Source,
  pool: ParsePool,
  memory: NamedMemory | undefined,
): Promise<ParsedPage> {
  const { leadId } = page;
  // Before the pool takes the bytes over.
  const facts = factsOf(page);
  const parts = page.parts?.map((part) => partFactsOf(part, page));
  if (page.status === 404 || page.status === 410)
    return { outcome: { leadId, page: facts, result: { kind: "gone", status: page.status } } };
  const { result: parsed, plainHash } = await pool.parse({
    input: page.bytes,
    options: optionsOf(page, source),
    parts: page.parts?.map(storyPageOf),
    isComplete: page.missingParts === undefined,
    memory,
    plainHash: page.isRecheck === true,
  });
  if (!parsed.ok) {
    const { code, message } = parsed.error;
    if (code === POOL_CLOSED) throw interrupted(page.url, code, message);
    const result: PageOutcome["result"] =
      code === "E_WITHDRAWN" ? { kind: "gone", status: "notice" } : { kind: "refused", code, message };
    return { outcome: { leadId, page: facts, parts, result } };
  }
  const { article, trace } = parsed;
  const { charset } = article.provenance;
  return {
    outcome: { leadId, page: { ...facts, charset }, parts, result: { kind: "article", article, plainHash } },
    trace,
  };
}

/** That says nothing of the page: it stays in the frontier, and the next Visit takes it up. */
function interrupted(where: string, code: string, why: string): PipelineError {
  return new PipelineError({
    code,
    what: "A page could not be parsed now",
    where,
    why,
    next: "Run again: it waits in the ledger.",
  });
}

function storyPageOf({ bytes, finalUrl, headers, warc }: PagePart): StoryPage {
  return { input: bytes, url: finalUrl, contentType: headers["content-type"], warc: placeOf(warc) };
}

function placeOf(warc: Page["warc"]): string | undefined {
  return warc === null ? undefined : `${warc.file}@${warc.offset}`;
}

function optionsOf(page: Page, source: Source): Omit<ParseOptions, "memory"> {
  const contentType = page.headers["content-type"];
  return {
    url: page.finalUrl,
    now: page.fetchedAt,
    fetchedAt: page.fetchedAt,
    bodySha256: page.sha256,
    sourceId: source.id,
    ...(contentType === undefined ? {} : { contentType }),
    warc: placeOf(page.warc),
    trace: true,
    ...(source.name === source.id ? {} : { siteName: source.name }),
    ...(source.profile === null ? {} : { profile: source.profile }),
    ...(source.region === null ? {} : { region: source.region }),
  };
}

function factsOf(page: Page): PageFacts {
  const { headers, sha256, parts, missingParts } = page;
  // What the first page answers says nothing of the others: a paged story is always read whole.
  const isPaged = parts !== undefined || missingParts !== undefined;
  return partFactsOf(
    page,
    page,
    isPaged
      ? NO_VALIDATORS
      : { etag: headers["etag"] ?? null, lastModified: headers["last-modified"] ?? null, bodySha256: sha256 },
  );
}

function partFactsOf(part: PagePart, { sourceId, leadId }: Page, validators: Validators = NO_VALIDATORS): PageFacts {
  const { url, finalUrl, status, fetchedAt, sha256, warc } = part;
  const facts = { url, finalUrl, status, fetchedAt, sha256, warc, sourceId, leadId };
  return { v: 1, ...facts, bodyBytes: part.bytes.length, charset: null, validators };
}

const NO_VALIDATORS: Validators = { etag: null, lastModified: null, bodySha256: null };
