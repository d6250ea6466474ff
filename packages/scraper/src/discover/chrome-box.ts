import type { Element } from "domhandler";

import type { Chrome } from "./place.ts";
import type { Anchor } from "./walk-page.ts";

/** Texts from this length on are titles, not names of sections. */
const TITLE_LENGTH = 13;
/** Most titles among the links of a box that is what its name says. A pager and a trail hold hardly any. */
const MOST_TITLES: Readonly<Record<Chrome, number>> = { menu: 0.34, footer: 0.34, trail: 0.5, pager: 0.1 };
/** Most links of a box, where it has a bound. */
const MOST_LINKS: Readonly<Partial<Record<Chrome, number>>> = { trail: 12, pager: 40 };

/**
 * The links, without the places of boxes that only have the name: `<div id="page">` around everything is no pager,
 * and a column named `bottom` may hold a list.
 */
export function believable(anchors: readonly Anchor[]): readonly Anchor[] {
  const boxes = new Map<Element, { links: number; titles: number; readonly chrome: Chrome }>();
  for (const { place, text } of anchors) {
    if (place.box === null || place.chrome === null) continue;
    const box = boxes.get(place.box) ?? { links: 0, titles: 0, chrome: place.chrome };
    box.links++;
    if (text.length >= TITLE_LENGTH) box.titles++;
    boxes.set(place.box, box);
  }
  return anchors.map((anchor) => {
    const box = anchor.place.box === null ? undefined : boxes.get(anchor.place.box);
    if (box === undefined || isBelievable(box)) return anchor;
    return { ...anchor, place: { ...anchor.place, chrome: null, box: null } };
  });
}

function isBelievable({
  links,
  titles,
  chrome,
}: {
  readonly links: number;
  readonly titles: number;
  readonly chrome: Chrome;
}): boolean {
  return titles / links <= MOST_TITLES[chrome] && links <= (MOST_LINKS[chrome] ?? links);
}
