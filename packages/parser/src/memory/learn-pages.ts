import { parse } from "../parse.ts";
import { remember } from "./learn.ts";
import type { SiteMemory } from "./site-memory.ts";
import type { PageTrace } from "./trace.ts";

/** A page to learn from. */
export interface LearntPage {
  readonly html: string | Uint8Array;
  readonly url?: string | undefined;
}

/**
 * What pages of one site have in common: give it article pages, ten or more; it wants at least three. Pages that are
 * no articles teach nothing. The answer is plain JSON for `parse(page, { memory })`; `remember` adds to it later.
 */
export function learn(pages: Iterable<LearntPage>): SiteMemory {
  const traces: PageTrace[] = [];
  for (const { html, url } of pages) {
    const result = parse(html, { url, trace: true });
    if (result.ok && result.trace !== undefined) traces.push(result.trace);
  }
  return remember(null, traces);
}
