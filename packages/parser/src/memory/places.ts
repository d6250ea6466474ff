import type { BodyRange } from "../locate/body.ts";
import type { Box } from "../read/lines.ts";

const PARENTS = 2;
const LONGEST_NAME = 40;
const NUMBERS = /\d+/g;

/**
 * Where a box sits: its tag, id and classes and those of its nearest parents, without numbers, so that
 * `div#article_10232` of one page is `div#article_10377` of the next.
 */
export function placeOf(box: Box): string {
  let place = nameOf(box);
  let parent = box.parent;
  for (let i = 0; i < PARENTS && parent !== null; i++, parent = parent.parent) place += `<${nameOf(parent)}`;
  return place;
}

/** Where a body sits. A story of one paragraph may be found in that paragraph; its place is the box around it. */
export function placeOfBody({ box }: BodyRange): string {
  return placeOf(box.element.name === "p" && box.parent !== null ? box.parent : box);
}

/** The boxes of one page by place; a name is read once, a place only where the name fits. */
export class Places {
  readonly #byName = new Map<string, Box[]>();
  /** Names by id and classes as written: the items of a list share theirs. */
  readonly #names = new Map<string, string>();

  constructor(boxes: readonly Box[]) {
    for (const box of boxes) {
      if (box.to === box.from) continue;
      const name = this.#nameOf(box);
      const same = this.#byName.get(name);
      if (same === undefined) this.#byName.set(name, [box]);
      else same.push(box);
    }
  }

  #nameOf(box: Box): string {
    const { name, attribs } = box.element;
    const { id, class: classes } = attribs;
    if (id === undefined && classes === undefined) return name;
    const written = `${name} ${id ?? ""} ${classes ?? ""}`;
    let read = this.#names.get(written);
    if (read === undefined) this.#names.set(written, (read = nameOf(box)));
    return read;
  }

  /** The boxes with lines that sit there, in page order. */
  at(place: string): readonly Box[] {
    const end = place.indexOf("<");
    const sameName = this.#byName.get(end < 0 ? place : place.slice(0, end)) ?? [];
    return sameName.filter((box) => placeOf(box) === place);
  }
}

function nameOf({ element: { name, attribs } }: Box): string {
  const { id = "", class: classes = "" } = attribs;
  if (id === "" && classes === "") return name;
  const names = `${id === "" ? "" : `#${id}`}${classes === "" ? "" : `.${classes.trim()}`}`;
  return name + names.slice(0, LONGEST_NAME).replaceAll(NUMBERS, "").replaceAll("<", "");
}
