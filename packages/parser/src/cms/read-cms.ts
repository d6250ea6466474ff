import type { Box, PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";
import type { CmsField, Place } from "./cms.ts";
import { CMS_TABLE } from "./table.ts";

/** What the systems that a page shows signs of say of it. */
export interface CmsFacts {
  /** Names of the table's rows, in its order. */
  readonly systems: readonly string[];
  /** Every value of a field, the surest first; none for a field that no system speaks of. */
  of(field: CmsField): readonly string[];
  /** Those that a reader of the page sees. */
  shown(field: CmsField): readonly string[];
}

const KNOWN = new WeakMap<PageLines, CmsFacts>();
const LONGEST = 200;
const BOX_NAMES: ReadonlySet<string> = new Set(
  CMS_TABLE.flatMap(({ signs, fields }) => [...signs, ...Object.values(fields).flat()]).flatMap((place) =>
    "box" in place ? [place.box] : [],
  ),
);

/** Reads the table against a page, once a page. */
export function readCms(page: PageLines): CmsFacts {
  let facts = KNOWN.get(page);
  if (facts === undefined) {
    facts = read(page);
    KNOWN.set(page, facts);
  }
  return facts;
}

function read(page: PageLines): CmsFacts {
  const boxes = namedBoxes(page.boxes);
  const rows = CMS_TABLE.filter(({ signs }) => signs.some((sign) => isFilled(page, boxes, sign)));
  const valuesOf = (field: CmsField, isWanted: (place: Place) => boolean): readonly string[] => {
    const places = rows.flatMap(({ fields }) => fields[field] ?? []).filter(isWanted);
    const values = places.map((place) => (isFilled(page, boxes, place) ? textAt(page, boxes, place) : ""));
    return [...new Set(values.filter((value) => value !== "" && value.length <= LONGEST))];
  };
  return {
    systems: rows.map(({ name }) => name),
    of: (field) => valuesOf(field, () => true),
    shown: (field) => valuesOf(field, (place) => "box" in place || "named" in place),
  };
}

/** The first box of each name that the table knows: id, class or tag. */
function namedBoxes(boxes: readonly Box[]): ReadonlyMap<string, Box> {
  const found = new Map<string, Box>();
  const seen = new Set<string>();
  const add = (name: string, box: Box): void => {
    if (BOX_NAMES.has(name) && !found.has(name)) found.set(name, box);
  };
  for (const box of boxes) {
    if (box.to <= box.from) continue;
    const { name, attribs } = box.element;
    if (name.length > 3) add(name, box);
    const { id, class: classes = "" } = attribs;
    if (id !== undefined) add(id.toLowerCase(), box);
    // Most boxes repeat the classes of an earlier one.
    if (classes === "" || seen.has(classes)) continue;
    seen.add(classes);
    if (classes.includes(" ")) for (const word of classes.toLowerCase().split(/\s+/)) add(word, box);
    else add(classes.toLowerCase(), box);
  }
  return found;
}

function isFilled(page: PageLines, boxes: ReadonlyMap<string, Box>, place: Place): boolean {
  if ("meta" in place) return page.head.metas.has(place.meta);
  if ("box" in place) return boxes.has(place.box);
  if ("named" in place) return page.named.has(place.named);
  if ("founder" in place) return page.head.founder !== null && page.head.founder.includes(`<${place.founder}>`);
  return page.head.scriptEpoch !== null;
}

function textAt(page: PageLines, boxes: ReadonlyMap<string, Box>, place: Place): string {
  if ("meta" in place) return tidy(page.head.metas.get(place.meta)?.[0] ?? "");
  if ("named" in place) return tidy(page.named.get(place.named) ?? "");
  if ("founder" in place) return founderText(page.head.founder ?? "", place.founder);
  if ("epoch" in place) return page.head.scriptEpoch ?? "";
  const box = boxes.get(place.box);
  // A fact is one line; a box of many is a layout that took the name.
  if (box === undefined || Math.min(box.to, page.lines.length) - box.from > 2) return "";
  return tidy(page.lines[box.from]?.text ?? "");
}

/** The text of one tag in Founder's comment, inner tags left out: values may hold `<p>`. */
function founderText(comment: string, tag: string): string {
  const from = comment.indexOf(`<${tag}>`);
  const to = comment.indexOf(`</${tag}>`, from);
  if (from === -1 || to === -1) return "";
  return tidy(comment.slice(from + tag.length + 2, Math.min(to, from + 2000)).replaceAll(/<[^<>]{0,200}>/g, " "));
}
