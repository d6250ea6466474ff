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

/** 聯絡人 and its kin, alone in a cell or with the value behind it. */
const PRESS_CONTACT = /^(?:新聞|媒體|業務|活動)?(?:聯絡|承辦)(?:人員?|窗口)\s?(?:[:：]|$)/;
const LABELS_BEFORE = 3;
const MOST_CONTACT_LINES = 12;
const LONGEST_CONTACT = 30;

/** A box of short lines, one of the first of which is 聯絡人: whom the press may ask, below a release in Taiwan. */
export function opensPressContact(lines: readonly Line[], { from, to }: Box): boolean {
  if (to - from > MOST_CONTACT_LINES) return false;
  const own = lines.slice(from, to).filter(({ text }) => text !== "");
  return (
    own.slice(0, LABELS_BEFORE).some(({ text }) => PRESS_CONTACT.test(text)) &&
    own.every(({ weight, stops }) => weight <= LONGEST_CONTACT && stops <= 2)
  );
}
