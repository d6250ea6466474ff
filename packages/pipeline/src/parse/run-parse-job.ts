import { parseStory, type ParseResult, type SiteMemory } from "@caibian/parser";

import type { ParseJob, ParseJobResult } from "./parse-job.ts";

/** Parses one page, or the pages of one story, in this thread; never throws. */
export function runParseJob(job: Omit<ParseJob, "memory">, memory: SiteMemory | undefined): ParseJobResult {
  const started = performance.now();
  const result = read(job, memory);
  const plain = memory !== undefined && job.plainHash === true && result.ok ? read(job, undefined) : null;
  const ms = performance.now() - started;
  return { result, ms, ...(plain?.ok === true ? { plainHash: plain.article.contentHash } : {}) };
}

function read({ input, options, parts = [], isComplete }: ParseJob, memory: SiteMemory | undefined): ParseResult {
  return parseStory({ input }, parts, { ...options, memory }, isComplete);
}
