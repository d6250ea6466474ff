import type { Article } from "@caibian/schema";

import type { ExpectedArticle } from "../site/expected.ts";
import { tokensIn } from "../write/story.ts";

/**
 * Says how a record differs from what a page held, or null when it is right: the title, the story's own
 * token and no other, and every body line in order. Blanks do not count: an indent is layout, not wording.
 */
export function differenceFrom(record: Pick<Article, "title" | "text">, expected: ExpectedArticle): string | null {
  if (squeeze(record.title) !== squeeze(expected.title))
    return `expected the title "${expected.title}", got "${record.title}"`;
  const tokens = tokensIn(record.text);
  if (tokens.length !== 1 || tokens[0] !== expected.id)
    return `expected the token ${expected.id} alone in the text, got ${tokens.join(", ") || "none"}`;
  const text = squeeze(record.text);
  let from = 0;
  for (const [index, paragraph] of expected.paragraphs.entries()) {
    const line = squeeze(paragraph);
    const at = text.indexOf(line, from);
    if (at < 0)
      return `expected line ${index + 1} of ${expected.paragraphs.length} in order: "${paragraph.slice(0, 60)}"`;
    from = at + line.length;
  }
  return null;
}

function squeeze(text: string): string {
  return text.replaceAll(/[\s\u3000\u00a0]+/g, "");
}
