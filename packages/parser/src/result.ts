import type { Article, SourceProfile } from "@caibian/schema";

import type { SiteMemory } from "./memory/site-memory.ts";
import type { PageTrace } from "./memory/trace.ts";

/** What is known of a page besides its bytes. Everything may be left out. */
export interface ParseOptions {
  /** URL that the page came from; makes `id`, `canonicalUrl` and absolute links. */
  readonly url?: string | undefined;
  /** Content-Type header, for the charset. */
  readonly contentType?: string | undefined;
  /** ISO 8601; what relative and year-less times count from. */
  readonly now?: string | undefined;
  /** Selectors of the site, for pages that structure alone does not tell. */
  readonly profile?: SourceProfile | undefined;
  /** Answer with every line of the page and what became of it. Default false. */
  readonly explain?: boolean | undefined;
  /** What other pages of the site have in common (`learn`). Not followed where the page does not fit it. */
  readonly memory?: SiteMemory | undefined;
  /** Answer with what `remember` learns from, where the page is an article. Default false. */
  readonly trace?: boolean | undefined;
  readonly sourceId?: string | undefined;
  /** What 本站 and 本网 stand for. */
  readonly siteName?: string | undefined;
  /** GB/T 2260 code that the Source declares. */
  readonly region?: string | undefined;
  /** ISO 8601 with an offset. */
  readonly fetchedAt?: string | undefined;
  /** sha256 of the raw bytes, hex. */
  readonly bodySha256?: string | undefined;
  /** `file@offset`. */
  readonly warc?: string | undefined;
}

/** One line of the page and what the parser made of it. */
export interface ExplainedLine {
  readonly text: string;
  /** Score for being prose; below zero speaks against it. */
  readonly score: number;
  /** `title`, `fields`, `kept`, `cut` (kept without its end), `outside`, `dropped`, or the id of the rule that took it. */
  readonly fate: string;
  /** The reason in words; null for what is kept. */
  readonly why: string | null;
}

/** An Article, or why no record could be made. */
export type ParseResult =
  | {
      readonly ok: true;
      readonly article: Article;
      readonly lines?: readonly ExplainedLine[];
      readonly trace?: PageTrace;
    }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };
