import type { TableShape, Tag } from "./lines.ts";

/** Makes the tags of block elements, and notes on tables and rows what is in them. */
export function openTag(name: string, attribs: Readonly<Record<string, string>>, parent: Tag | null): Tag {
  const isCounted = name === "table" || name === "tr";
  const tag: Tag = { name, attribs, parent, shape: isCounted ? { cells: 0, fullRows: 0, isLayout: false } : null };
  if (parent === null) return tag;
  if (name === "td" || name === "th") countCell(parent);
  else if (isLayout(name) && (parent.name === "td" || parent.name === "th")) markLayout(parent);
  return tag;
}

/** The table around a row or a cell, or null. */
export function tableOf(inner: Tag): Tag | null {
  let tag = inner.parent;
  while (tag !== null && tag.name !== "table") tag = tag.parent;
  return tag;
}

function countCell(row: Tag): void {
  if (row.name !== "tr" || row.shape === null || ++row.shape.cells !== 2) return;
  const shape = shapeAround(row);
  if (shape !== null) shape.fullRows++;
}

function markLayout(cell: Tag): void {
  const shape = shapeAround(cell);
  if (shape !== null) shape.isLayout = true;
}

function shapeAround(inner: Tag): TableShape | null {
  return tableOf(inner)?.shape ?? null;
}

/** In a cell of data there is none of these. */
function isLayout(name: string): boolean {
  return name === "table" || name === "h1" || name === "ul";
}
