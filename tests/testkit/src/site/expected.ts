import { escapeHtml, stampOf, type Archetype, type HostFacts } from "../archetypes/archetype.ts";
import type { Story } from "../write/story.ts";

/** What a right record of one revision of a story holds. */
export interface ExpectedArticle {
  readonly id: string;
  readonly url: string;
  readonly host: string;
  readonly archetype: string;
  /** The site's own count, 1 for the first. */
  readonly revision: number;
  readonly title: string;
  /** Body lines that must be in the record, in this order: paragraphs, subheads and quotes. */
  readonly paragraphs: readonly string[];
  readonly source: string | null;
  readonly author: string | null;
  /** ISO 8601 with +08:00, as exact as the page prints it. */
  readonly publishedAt: string;
  readonly precision: "second" | "minute" | "day";
}

/** What a reader should get out of the story's page at this address. */
export function expectArticle(story: Story, archetype: Archetype, host: HostFacts, url: string): ExpectedArticle {
  return {
    id: story.id,
    url,
    host: host.name,
    archetype: archetype.id,
    revision: story.revision,
    title: story.title,
    paragraphs: story.body.flatMap((piece) => (piece.kind === "image" || piece.kind === "list" ? [] : [piece.text])),
    source: archetype.source(story, host),
    author: archetype.author(story),
    publishedAt: printedTime(story.publishedMs, archetype.precision),
    precision: archetype.precision,
  };
}

function printedTime(epochMs: number, precision: Archetype["precision"]): string {
  const { date, minute, second } = stampOf(epochMs);
  if (precision === "day") return `${date}T00:00:00+08:00`;
  return precision === "minute" ? `${date}T${minute}:00+08:00` : `${date}T${second}+08:00`;
}

/** The page that a withdrawal with a notice leaves behind. */
export function renderNotice(host: HostFacts): string {
  return `<!DOCTYPE html><html><head><meta charset="${host.charset === "gbk" ? "gb2312" : "utf-8"}"><title>提示_${escapeHtml(host.title)}</title></head><body><div class="nav"><a href="/">首页</a></div><div class="notice"><p>该文章已被删除</p><p>您访问的内容已下线，<a href="/">返回首页</a></p></div></body></html>`;
}
