import { parse } from "../parse.ts";
import type { ParseOptions, ParseResult } from "../result.ts";
import { joinParts } from "./join-parts.ts";

/** A page of a story, with what differs from page to page. */
export interface StoryPage {
  readonly input: string | Uint8Array;
  readonly url?: string | undefined;
  readonly contentType?: string | undefined;
  /** `file@offset`. */
  readonly warc?: string | undefined;
}

/**
 * A paged story (分页) to one Article: `first` and the `others` in order. What the first page comes to decides: if it
 * is no article, neither is the story. A part that is none (a soft 404, an advertisement) is left out, and the
 * article's flags say `incomplete`, as they do when `isComplete` is false: the caller could not get all parts.
 */
export function parseStory(
  first: StoryPage,
  others: readonly StoryPage[],
  options: ParseOptions = {},
  isComplete = true,
): ParseResult {
  const result = parse(first.input, { ...options, ...factsOf(first) });
  if (!result.ok) return result;
  const parts = others.map((page) => parse(page.input, { ...options, ...factsOf(page), trace: false, explain: false }));
  const articles = parts.flatMap((part) => (part.ok && part.article.status === "usable" ? [part.article] : []));
  return { ...result, article: joinParts(result.article, articles, isComplete && articles.length === others.length) };
}

function factsOf({ url, contentType, warc }: StoryPage): ParseOptions {
  return {
    ...(url === undefined ? {} : { url }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(warc === undefined ? {} : { warc }),
  };
}
