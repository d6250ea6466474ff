import { parse, render } from "@caibian/parser";

/** A page as Markdown, without its boilerplate; null where the page tells no story. */
export function toMarkdown(html: string, url: string): string | null {
  const result = parse(html, { url });
  return result.ok && result.article.status === "usable" ? render(result.article, "markdown") : null;
}
