import { isTag, type Element } from "domhandler";

import type { Line } from "../read/lines.ts";

const verdicts = new WeakMap<Element, boolean>();
const MOST_ROWS_LOOKED_AT = 12;

/** The table of data that a line stands in, or null: layout tables are no data. */
export function dataTableOf(line: Line): Element | null {
  if (line.cell === null) return null;
  let node = line.cell.parent;
  while (node !== null && isTag(node) && node.name !== "table") node = node.parent;
  if (node === null || !isTag(node)) return null;
  let isData = verdicts.get(node);
  if (isData === undefined) {
    isData = looksLikeData(node);
    verdicts.set(node, isData);
  }
  return isData ? node : null;
}

/** Two rows of two cells at least, and no table or heading inside. */
function looksLikeData(table: Element): boolean {
  const rows: number[] = [];
  const queue: Element[] = [table];
  for (let element = queue.pop(); element !== undefined && rows.length < MOST_ROWS_LOOKED_AT; element = queue.pop()) {
    let cells = 0;
    for (const child of element.children) {
      if (!isTag(child)) continue;
      if (child.name === "td" || child.name === "th") {
        cells++;
        if (holdsLayout(child)) return false;
      } else queue.push(child);
    }
    if (element.name === "tr") rows.push(cells);
  }
  return rows.filter((cells) => cells >= 2).length >= 2;
}

function holdsLayout(cell: Element): boolean {
  return cell.children.some(
    (child) => isTag(child) && (child.name === "table" || child.name === "h1" || child.name === "ul"),
  );
}
