import type { Article, Block } from "@caibian/schema";

/** Markdown: title, a line of source and time, the blocks. Text is escaped so that it stays text. */
export function renderMarkdown(article: Article): string {
  const facts = [article.source?.name, article.publishedAt].filter((fact) => fact !== null && fact !== undefined);
  const parts = [`# ${inLine(article.title)}`];
  if (facts.length > 0) parts.push(facts.map(inLine).join(" · "));
  parts.push(...article.blocks.map(renderBlock).filter((block) => block !== ""));
  return `${parts.join("\n\n")}\n`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return lines(block.text).join("  \n");
    case "heading":
      return `## ${inLine(block.text)}`;
    case "quote":
      return lines(block.text)
        .map((line) => `> ${line}`)
        .join("  \n");
    case "list":
      return block.items.map((item, i) => itemOf(item, block.ordered ? `${i + 1}. ` : "- ")).join("\n");
    case "table":
      return tableOf(block.rows);
    case "image":
      return linkTo(block.url, `!${bracketed(block.text)}`) ?? lines(block.text).join("  \n");
    case "video":
    case "attachment":
      return linkTo(block.url, bracketed(block.text === "" ? block.url : block.text)) ?? inLine(block.text);
    default: {
      const unknown: never = block;
      return unknown;
    }
  }
}

/** Lines after the first are indented, so that they stay in the item. */
function itemOf(item: string, mark: string): string {
  return mark + lines(item).join(`  \n${" ".repeat(mark.length)}`);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const width = Math.max(1, ...rows.map((row) => row.length));
  const drawn = rows.map((row) => {
    const cells = Array.from({ length: width }, (_, i) => inLine(row[i] ?? "").replaceAll("|", "\\|"));
    return `| ${cells.join(" | ")} |`;
  });
  return [drawn[0] ?? "", `|${" --- |".repeat(width)}`, ...drawn.slice(1)].join("\n");
}

function bracketed(text: string): string {
  return `[${inLine(text)}]`;
}

/** A link to an http(s) address or a relative one; null for any other. */
function linkTo(url: string, label: string): string | null {
  const isWeb = /^https?:\/\//i.test(url) || (/^[^:]+$/.test(url) && !/^[/\\]{2}/.test(url));
  return isWeb ? `${label}(${url.replaceAll(/[()<>\s\\"'`*_[\]]/g, percentOf)})` : null;
}

function percentOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x80 ? `%${code.toString(16).toUpperCase().padStart(2, "0")}` : encodeURIComponent(character);
}

const INLINE = /[\\`*_[\]<>&~]/g;
/** What opens a block when it stands first in a line. */
const OPENER = /^(?=[#+=>|-])/;
const NUMBER = /^(\d{1,9})(?=[.)])/;

function lines(text: string): string[] {
  return text.split("\n").map((line) => escapeLine(line.trim()));
}

function inLine(text: string): string {
  return escapeLine(text.replaceAll("\n", " ").trim());
}

function escapeLine(line: string): string {
  return line.replaceAll(INLINE, "\\$&").replace(OPENER, "\\").replace(NUMBER, "$1\\");
}
