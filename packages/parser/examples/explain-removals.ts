import { parse } from "@caibian/parser";

/** What was taken out of the page, and by which rule: nothing is cut silently. */
export function removalsOf(html: string): readonly string[] {
  const result = parse(html);
  return result.ok ? result.article.removed.map(({ rule, text }) => `${rule}: ${text}`) : [];
}

/** Every line of the page and what became of it, for the one who asks why. */
export function linesOf(html: string): readonly string[] {
  const result = parse(html, { explain: true });
  return result.ok ? (result.lines ?? []).map(({ fate, why, text }) => `${fate} (${why ?? "the story"}): ${text}`) : [];
}
