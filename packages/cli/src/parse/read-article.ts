import { parse } from "@caibian/parser";
import type { ReadArticle } from "@caibian/scraper";

/** The parser as a survey asks for it: the record of a page, or null when there is none. */
export const readArticle: ReadArticle = ({ bytes, finalUrl, contentType, fetchedAt }) => {
  const parsed = parse(bytes, { url: finalUrl, now: fetchedAt, ...(contentType === null ? {} : { contentType }) });
  return parsed.ok ? parsed.article : null;
};
