import type { Article } from "@caibian/schema";
import { renderHtml, toNinjs, toSchemaOrg } from "@caibian/schema/shape";

import { renderMarkdown } from "./markdown.ts";

export type RenderFormat = "text" | "markdown" | "html" | "ninjs" | "schema.org";

/** An Article in another form. `html` carries no active content; `ninjs` and `schema.org` are JSON text. */
export function render(article: Article, format: RenderFormat): string {
  switch (format) {
    case "text":
      return `${article.title}\n\n${article.text}\n`;
    case "markdown":
      return renderMarkdown(article);
    case "html":
      return renderHtml(article);
    case "ninjs":
      return JSON.stringify(toNinjs(article), null, 2);
    case "schema.org":
      return JSON.stringify(toSchemaOrg(article), null, 2);
    default: {
      const unknown: never = format;
      throw new TypeError(`Expected a render format, got ${String(unknown)}`);
    }
  }
}
