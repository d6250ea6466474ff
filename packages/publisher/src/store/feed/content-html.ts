import type { Block } from "@caibian/schema";

import { escapeXml } from "./xml.ts";

/** The body of an item: plain elements with no attributes but addresses, and nothing of the page's own markup. */
export function contentHtml(blocks: readonly Block[]): string {
  return blocks.map(blockHtml).join("\n");
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return `<p>${escapeXml(block.text)}</p>`;
    case "heading":
      return `<h2>${escapeXml(block.text)}</h2>`;
    case "quote":
      return `<blockquote>${escapeXml(block.text)}</blockquote>`;
    case "list": {
      const tag = block.ordered ? "ol" : "ul";
      return `<${tag}>${block.items.map((item) => `<li>${escapeXml(item)}</li>`).join("")}</${tag}>`;
    }
    case "table":
      return `<table>${block.rows.map(rowHtml).join("")}</table>`;
    case "image": {
      const caption = [block.caption, block.credit].filter((part) => part !== null).join(" ");
      const under = caption === "" ? "" : `<figcaption>${escapeXml(caption)}</figcaption>`;
      return `<figure>${isWeb(block.url) ? `<img src="${escapeXml(block.url)}">` : ""}${under}</figure>`;
    }
    case "video":
    case "attachment": {
      const text = escapeXml(block.text === "" ? block.url : block.text);
      return `<p>${isWeb(block.url) ? `<a href="${escapeXml(block.url)}">${text}</a>` : text}</p>`;
    }
    default:
      return block satisfies never;
  }
}

function rowHtml(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`;
}

/** Addresses of other kinds (`javascript:`, `data:`) have no place in a reader. */
function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
