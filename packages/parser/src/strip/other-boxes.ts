import type { Box, Line } from "../read/lines.ts";

const FEWEST_ITEMS = 3;
const LINKED = 0.8;
const LONGEST_HEADING = 12;
const COMMENTS =
  /^(?:网友|網友|读者|讀者|最新|热门|熱門|全部|精彩|用户|我要)?(?:评论|評論|留言|跟帖|回应)(?:区|區|列表)?\s?[（(]?\d{0,6}[）)]?\s?[:：]?$/;

/**
 * Boxes of one kind side by side, each of a linked headline and more: a feed of other stories below this one's
 * prose. A digest, whose own items these are, has no prose before them.
 */
export function feedItems(lines: readonly Line[], boxes: readonly Box[], firstProse: number): ReadonlySet<Box> {
  const kinds = new Map<Box, Map<string, Box[]>>();
  for (const box of boxes) {
    const { parent, from, to } = box;
    if (parent === null || from <= firstProse || to - from < 2 || !opensWithLink(lines, box)) continue;
    // The story's own container may hold headings that are links.
    if (parent.from <= firstProse && parent === lines[firstProse]?.box.parent) continue;
    const name = `${box.element.name} ${box.element.attribs["class"] ?? ""}`;
    const ofParent = kinds.get(parent) ?? new Map<string, Box[]>();
    kinds.set(parent, ofParent);
    const same = ofParent.get(name);
    if (same === undefined) ofParent.set(name, [box]);
    else same.push(box);
  }
  const items = new Set<Box>();
  for (const ofParent of kinds.values())
    for (const same of ofParent.values()) if (same.length >= FEWEST_ITEMS) for (const box of same) items.add(box);
  return items;
}

/** A medium may stand before the headline. */
function opensWithLink(lines: readonly Line[], box: Box): boolean {
  for (let i = box.from; i < Math.min(box.to, box.from + 3); i++) {
    const line = lines[i];
    if (line === undefined || line.medium?.kind === "attachment") return false;
    if (line.text !== "") return line.linkLength > line.text.length * LINKED && i < box.to - 1;
  }
  return false;
}

/** A box that a heading opens which says that readers wrote what follows (网友评论). */
export function opensComments(lines: readonly Line[], box: Box): boolean {
  const heading = lines[box.from];
  return (
    heading !== undefined && box.to - box.from >= 2 && heading.weight <= LONGEST_HEADING && COMMENTS.test(heading.text)
  );
}
