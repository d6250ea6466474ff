import type { PageOutcome } from "@caibian/ledger";
import type { ParseOptions } from "@caibian/parser";
import type { Page, PageFacts, Source } from "@caibian/schema";

import { PipelineError } from "../errors.ts";
import { POOL_CLOSED, type ParsePool } from "../parse/parse-pool.ts";

/** What a fetched Page comes to: an Article, a typed refusal, or the news that it is gone. */
export async function outcomeOf(page: Page, source: Source, pool: ParsePool): Promise<PageOutcome> {
  const { leadId } = page;
  // Before the pool takes the bytes over.
  const facts = factsOf(page);
  if (page.status === 404 || page.status === 410)
    return { leadId, page: facts, result: { kind: "gone", status: page.status } };
  const { result: parsed } = await pool.parse({ input: page.bytes, options: optionsOf(page, source) });
  if (!parsed.ok) {
    const { code, message } = parsed.error;
    if (code === POOL_CLOSED) throw interrupted(page.url, code, message);
    const result: PageOutcome["result"] =
      code === "E_WITHDRAWN" ? { kind: "gone", status: "notice" } : { kind: "refused", code, message };
    return { leadId, page: facts, result };
  }
  const { article } = parsed;
  const { charset } = article.provenance;
  return { leadId, page: { ...facts, charset }, result: { kind: "article", article } };
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

function optionsOf(page: Page, source: Source): ParseOptions {
  const contentType = page.headers["content-type"];
  return {
    url: page.finalUrl,
    now: page.fetchedAt,
    fetchedAt: page.fetchedAt,
    bodySha256: page.sha256,
    sourceId: source.id,
    ...(contentType === undefined ? {} : { contentType }),
    ...(page.warc === null ? {} : { warc: `${page.warc.file}@${page.warc.offset}` }),
    ...(source.name === source.id ? {} : { siteName: source.name }),
    ...(source.profile === null ? {} : { profile: source.profile }),
    ...(source.region === null ? {} : { region: source.region }),
  };
}

function factsOf(page: Page): PageFacts {
  const { bytes, headers, ...facts } = page;
  return {
    ...facts,
    bodyBytes: bytes.length,
    charset: null,
    validators: {
      etag: headers["etag"] ?? null,
      lastModified: headers["last-modified"] ?? null,
      bodySha256: page.sha256,
    },
  };
}
