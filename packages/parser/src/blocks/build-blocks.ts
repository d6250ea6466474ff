import type { ArticleImage, Block } from "@caibian/schema";

import type { Line, Medium, Tag } from "../read/lines.ts";
import type { KeptLine } from "../strip/strip-body.ts";
import { tidy } from "../text/fold.ts";
import { pointsDown, readCaption, type Caption } from "./caption.ts";
import { isDecoration } from "./decoration.ts";
import { fileName } from "./file-name.ts";
import { resolveUrl } from "./resolve-url.ts";
import { isSubhead } from "./subhead.ts";
import { dataTableOf } from "./table.ts";

const CENTRED = /text-align\s?:\s?center/i;
const LONGEST_CENTRED = 80;

/** Lines of the story to blocks: paragraphs, headings, lists, tables, quotes, pictures with their captions. */
export function buildBlocks(kept: readonly KeptLine[], url: string | null): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < kept.length;) {
    const current = kept[i];
    if (current === undefined) break;
    const table = dataTableOf(current.line);
    const list = listOf(current.line);
    if (current.line.medium !== null) i += addMedium(blocks, kept, i, url);
    else if (table !== null) i = addTable(blocks, kept, i, table);
    else if (list !== null) i = addList(blocks, kept, i, list);
    else i += addText(blocks, kept, i, url);
  }
  return blocks;
}

/** The pictures of the blocks, once each. */
export function imagesOf(blocks: readonly Block[]): ArticleImage[] {
  const images = new Map<string, ArticleImage>();
  for (const block of blocks) {
    if (block.type === "image" && !images.has(block.url))
      images.set(block.url, { url: block.url, caption: block.caption, credit: block.credit });
  }
  return [...images.values()];
}

/** Plain text of the blocks, one line each; blocks without text leave none. */
export function textOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => block.text)
    .filter((text) => text !== "")
    .join("\n");
}

/** Adds the line; answers how many lines that took, since a caption may stand before its picture. */
function addText(blocks: Block[], kept: readonly KeptLine[], index: number, url: string | null): number {
  const current = kept[index];
  const text = tidy(current?.text ?? "");
  if (current === undefined || text === "") return 1;
  const below = kept[index + 1]?.line.medium;
  if (below?.kind === "image" && !isDecoration(below) && pointsDown(text)) {
    const image = imageOf(below, readCaption(text, true), url);
    if (image !== null) {
      blocks.push(image);
      return 2;
    }
  }
  const type = isSubhead(kept, index) ? "heading" : current.line.isQuote ? "quote" : "paragraph";
  blocks.push({ type, text });
  return 1;
}

/** Adds a picture with its caption, a film, or a file with the words of its link; answers how many lines that took. */
function addMedium(blocks: Block[], kept: readonly KeptLine[], index: number, base: string | null): number {
  const medium = kept[index]?.line.medium;
  if (medium === null || medium === undefined || isDecoration(medium)) return 1;
  const next = kept[index + 1];
  if (medium.kind === "image") {
    const caption = captionIn(next);
    const image = imageOf(medium, caption, base);
    if (image === null) return 1;
    blocks.push(image);
    return caption === null ? 1 : 2;
  }
  const url = resolveUrl(medium.url, base);
  if (url === null) return 1;
  const name = medium.kind === "attachment" && next !== undefined ? fileName(next) : null;
  blocks.push({ type: medium.kind, text: name ?? "", url });
  return name === null ? 1 : 2;
}

function imageOf(medium: Medium, caption: Caption | null, base: string | null): Block | null {
  const url = resolveUrl(medium.url, base);
  if (url === null) return null;
  return {
    type: "image",
    text: caption?.text ?? "",
    url,
    caption: caption?.caption ?? null,
    credit: caption?.credit ?? null,
  };
}

function captionIn(next: KeptLine | undefined): Caption | null {
  if (next === undefined || next.line.medium !== null) return null;
  const text = tidy(next.text);
  const isMarked = next.line.box.element.name === "figcaption" || isCentred(next.line);
  return pointsDown(text) && !isMarked ? null : readCaption(text, isMarked);
}

/** A short line in the middle, right below a picture: regional sites set captions so (DOMAIN 1.5). */
function isCentred({ box, text, heading }: Line): boolean {
  if (heading > 0 || text.length > LONGEST_CENTRED) return false;
  const { name, attribs } = box.element;
  return name === "center" || attribs["align"] === "center" || CENTRED.test(attribs["style"] ?? "");
}

function addTable(blocks: Block[], kept: readonly KeptLine[], from: number, table: Tag): number {
  const rows: string[][] = [];
  let row: Tag | null = null;
  let cell: Tag | null = null;
  let i = from;
  for (; i < kept.length; i++) {
    const current = kept[i];
    if (current === undefined || dataTableOf(current.line) !== table) break;
    const parent = current.line.cell?.parent ?? null;
    const text = tidy(current.text);
    if (parent !== row || rows.length === 0) {
      rows.push([text]);
      row = parent;
    } else {
      const last = rows.at(-1) ?? [];
      if (current.line.cell === cell && last.length > 0) last[last.length - 1] = `${last.at(-1)} ${text}`.trim();
      else last.push(text);
    }
    cell = current.line.cell;
  }
  blocks.push({ type: "table", text: rows.map((cells) => cells.join("\t")).join("\n"), rows });
  return i;
}

function addList(blocks: Block[], kept: readonly KeptLine[], from: number, list: Tag): number {
  const items: string[] = [];
  let item: Tag | null = null;
  let i = from;
  for (; i < kept.length; i++) {
    const current = kept[i];
    if (current === undefined || current.line.medium !== null || listOf(current.line) !== list) break;
    const text = tidy(current.text);
    if (text === "") continue;
    if (current.line.item === item && items.length > 0) items[items.length - 1] = `${items.at(-1)}\n${text}`;
    else items.push(text);
    item = current.line.item;
  }
  if (items.length > 0) blocks.push({ type: "list", text: items.join("\n"), ordered: list.name === "ol", items });
  return i;
}

function listOf(line: Line): Tag | null {
  const parent = line.item?.parent ?? null;
  return parent !== null && (parent.name === "ul" || parent.name === "ol") ? parent : null;
}
