import type { Article, PageFacts } from "@caibian/schema";

/** What came of a Page: a record, a typed refusal, or word that the story is gone at its source. */
export type PageResult =
  | {
      readonly kind: "article";
      readonly article: Article;
      /** Content hash of the page read without site memory. One that we hold already: the page has not changed. */
      readonly plainHash?: string | undefined;
    }
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "gone"; readonly status: 404 | 410 | "notice" };

/** One Page and what came of it, ready to be written. */
export interface PageOutcome {
  readonly leadId: string;
  readonly page: PageFacts;
  /** Further pages of a paged story, in order. */
  readonly parts?: readonly PageFacts[] | undefined;
  readonly result: PageResult;
}

/**
 * What writing an outcome did. `held`: a change to a delivered article waits for the Visit's end;
 * `missing-once`: the first 404 of a known article; `refused` also for a page that is gone and never was an article.
 */
export type EffectKind =
  | "published"
  | "updated"
  | "withdrawn"
  | "unchanged"
  | "quarantined"
  | "refused"
  | "held"
  | "missing-once";

/** The effect of one outcome. `seq` and `shard` are there when a log row was written. */
export interface CommitEffect {
  readonly leadId: string;
  readonly effect: EffectKind;
  readonly articleId: string | null;
  readonly revision: number | null;
  readonly shard: number | null;
  readonly seq: number | null;
  /** Its article is erased, or its raw pages are: the raw page that this outcome was read from must go as well. */
  readonly isShut?: true;
}
