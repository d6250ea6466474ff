import type { Article, Block } from "@caibian/schema";

/** Markdown: title, a line of source and time, the blocks. Text is escaped so that it stays text. */
export function renderMarkdown(article: Article): string {
  const facts = [article.source?.name, article.publishedAt].filter((fact) => fact !== null && fact !== undefined);
  const parts = [`# ${escapeMarkdown(article.title)}`];
  if (facts.length > 0) parts.push(facts.map(escapeMarkdown).join(" · "));
  parts.push(...article.blocks.map(renderBlock).filter((block) => block !== ""));
  return `${parts.join("\n\n")}\n`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return escapeMarkdown(block.text);
    case "heading":
      return `## ${escapeMarkdown(block.text)}`;
    case "quote":
      return `> ${escapeMarkdown(block.text)}`;
    case "list":
      return block.items.map((item, i) => `${block.ordered ? `${i + 1}.` : "-"} ${escapeMarkdown(item)}`).join("\n");
    case "table":
      return tableOf(block.rows);
    case "image":
      return `![${escapeMarkdown(block.text)}](${escapeUrl(block.url)})`;
    case "video":
    case "attachment":
      return `[${escapeMarkdown(block.text || block.url)}](${escapeUrl(block.url)})`;
    default: {
      const unknown: never = block;
      return unknown;
    }
  }
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map((row) => row.length), 1);
  const lines = rows.map(
    (row) =>
      `| ${Array.from({ length: width }, (_, i) => escapeMarkdown(row[i] ?? "").replaceAll("|", "\\|")).join(" | ")} |`,
  );
  return [lines[0] ?? "", `|${" --- |".repeat(width)}`, ...lines.slice(1)].join("\n");
}

function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>]/g, "\\$&")
    .replaceAll(/^(\s*)([#+-]|\d+[.)])(?=\s)/gm, "$1\\$2")
    .replaceAll("\n", "  \n");
}

function escapeUrl(url: string): string {
  return /^(?:https?:)?\/\/|^[^:]+$/i.test(url) ? url.replaceAll(/[()<>\s]/g, encodeURIComponent) : "";
}
