import { parse } from "@caibian/parser";

import type { ParseJob, ParseJobResult } from "./parse-job.ts";

/** Parses one page in this thread; never throws. */
export function runParseJob(job: ParseJob): ParseJobResult {
  const started = performance.now();
  const result = parse(job.input, job.options);
  return { result, ms: performance.now() - started };
}
