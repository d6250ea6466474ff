import { render } from "@caibian/parser";
import type { Article } from "@caibian/schema";

/** An article as Markdown, with its facts as YAML in front. One document ends where the next `---` line begins. */
export function markdownOf(article: Article): string {
  const facts = {
    id: article.id,
    url: article.url,
    revision: article.revision,
    status: article.status,
    title: article.title,
    source: article.source?.name ?? null,
    publishedAt: article.publishedAt,
    region: article.region?.code ?? null,
  };
  // A JSON string is a YAML string.
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---\n${lines.join("\n")}\n---\n\n${render(article, "markdown").trimEnd()}\n\n`;
}
