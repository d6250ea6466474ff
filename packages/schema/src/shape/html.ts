import type { Article, Block } from "../article.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A fragment built from text alone: nothing of the page's markup passes, and links are http(s) or left out. */
export function renderHtml(article: Article): string {
  const body = article.blocks.map(renderBlock).join("\n");
  const lang = escapeHtml(article.language);
  return `<article lang="${lang}">\n<h1>${escapeHtml(article.title)}</h1>\n${body}\n</article>\n`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "heading":
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case "quote":
      return `<blockquote><p>${escapeHtml(block.text)}</p></blockquote>`;
    case "list": {
      const tag = block.ordered ? "ol" : "ul";
      return `<${tag}>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</${tag}>`;
    }
    case "table":
      return `<table>${block.rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`).join("")}</table>`;
    case "image": {
      const caption = block.text === "" ? "" : `<figcaption>${escapeHtml(block.text)}</figcaption>`;
      const image = isWebUrl(block.url)
        ? `<img src="${escapeHtml(block.url)}" alt="${escapeHtml(block.caption ?? "")}">`
        : "";
      return image === "" && caption === "" ? "" : `<figure>${image}${caption}</figure>`;
    }
    case "video":
    case "attachment":
      return isWebUrl(block.url)
        ? `<p><a href="${escapeHtml(block.url)}" rel="nofollow noopener">${escapeHtml(block.text || block.url)}</a></p>`
        : "";
    default: {
      const unknown: never = block;
      return unknown;
    }
  }
}

/** Text as HTML text or attribute value. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** True for an http(s) address. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
