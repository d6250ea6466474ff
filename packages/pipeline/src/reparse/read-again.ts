import { ErasedPageError } from "@caibian/scraper";
import { CaibianError, messageOf, type Article } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { standInSource } from "../import/stand-in-source.ts";
import { outcomeOf } from "../visit/outcome-of.ts";
import { SiteMemories } from "../visit/site-memories.ts";
import { rawStoryOf } from "./raw-story.ts";

/** What one article's raw page reads as now. */
export type Rereading =
  | { readonly kind: "article"; readonly before: Article; readonly article: Article }
  | { readonly kind: "refused"; readonly before: Article; readonly code: string; readonly message: string }
  /** Its raw page was erased on request. */
  | { readonly kind: "erased"; readonly before: Article }
  | { readonly kind: "unreadable"; readonly before: Article; readonly code: string; readonly message: string };

/** Reads the raw pages of an article's current Revision with the present parser and what is known of its site. */
export async function readAgain(app: App, before: Article, memories: Map<string, SiteMemories>): Promise<Rereading> {
  try {
    const page = await rawStoryOf(before, app.archive);
    const source = app.config.sources.find(({ id }) => id === page.sourceId) ?? standInSource(page.sourceId);
    const known = memories.get(source.id) ?? new SiteMemories(app.ledger, source.id);
    memories.set(source.id, known);
    const { outcome } = await outcomeOf(page, source, app.parsePool, await known.of(page.finalUrl));
    const { result } = outcome;
    if (result.kind === "article") {
      // The record keeps its identity and what was found out about its copies.
      const article = { ...result.article, id: before.id, cluster: before.cluster };
      return { kind: "article", before, article };
    }
    const message = result.kind === "refused" ? result.message : `it reads as a notice of withdrawal`;
    return { kind: "refused", before, code: result.kind === "refused" ? result.code : "E_WITHDRAWN", message };
  } catch (error) {
    if (error instanceof ErasedPageError) return { kind: "erased", before };
    if (!(error instanceof CaibianError)) throw error;
    return { kind: "unreadable", before, code: error.code, message: messageOf(error) };
  }
}
