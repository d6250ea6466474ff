import type { Box, PageLines } from "../read/lines.ts";

/** One compound of a selector: `div#a.b.c`. */
interface Compound {
  readonly tag: string;
  readonly id: string;
  readonly classes: readonly string[];
  /** True after `>`: the parent itself must match the compound before. */
  readonly isChild: boolean;
}

const COMPOUND = /^([a-z][\w-]*|\*)?((?:[#.][\w-]+)*)$/i;

/**
 * The first box that a profile's selector names, or null. Tags, ids, classes, descendants, `>` and commas are
 * understood; a selector with anything else matches nothing. Only block elements are boxes.
 */
export function selectBox(page: PageLines, selector: string): Box | null {
  const alternatives = selector.split(",").map(parseSelector);
  return (
    page.boxes.find((box) => alternatives.some((compounds) => compounds !== null && matches(box, compounds))) ?? null
  );
}

function parseSelector(text: string): readonly Compound[] | null {
  const compounds: Compound[] = [];
  let isChild = false;
  for (const part of text.trim().replaceAll(">", " > ").split(/\s+/)) {
    if (part === ">") {
      isChild = true;
      continue;
    }
    const match = COMPOUND.exec(part);
    if (match === null || part === "") return null;
    const names = match[2]?.match(/[#.][\w-]+/g) ?? [];
    compounds.push({
      tag: match[1] === "*" ? "" : (match[1]?.toLowerCase() ?? ""),
      id: names.find((name) => name.startsWith("#"))?.slice(1) ?? "",
      classes: names.filter((name) => name.startsWith(".")).map((name) => name.slice(1)),
      isChild,
    });
    isChild = false;
  }
  return compounds.length === 0 ? null : compounds;
}

function matches(box: Box, compounds: readonly Compound[]): boolean {
  const last = compounds.at(-1);
  if (last === undefined || !fits(box, last)) return false;
  let inner = last;
  let outer = box.parent;
  for (const compound of compounds.slice(0, -1).reverse()) {
    while (outer !== null && !inner.isChild && !fits(outer, compound)) outer = outer.parent;
    if (outer === null || !fits(outer, compound)) return false;
    outer = outer.parent;
    inner = compound;
  }
  return true;
}

function fits(box: Box, { tag, id, classes }: Compound): boolean {
  const { name, attribs } = box.element;
  if (tag !== "" && name !== tag) return false;
  if (id !== "" && attribs["id"] !== id) return false;
  const own = (attribs["class"] ?? "").split(/\s+/);
  return classes.every((wanted) => own.includes(wanted));
}
