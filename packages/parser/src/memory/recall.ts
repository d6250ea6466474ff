import { rangeOf, type BodyRange } from "../locate/body.ts";
import type { Scores } from "../locate/score.ts";
import type { Box, Line, PageLines } from "../read/lines.ts";
import { Places } from "./places.ts";
import { isRepeat } from "./learn.ts";
import { hashOfLine } from "./line-hash.ts";
import { FEWEST_PAGES, type RememberedLayout, type SiteMemory } from "./site-memory.ts";

/** A memory made ready for asking; one a memory, kept as long as the memory is. */
interface Recollection {
  /** Hashes of lines that repeat and are no part of stories. */
  readonly repeated: ReadonlySet<number>;
  readonly layouts: readonly RememberedLayout[];
  /** Seen on too few pages to be followed; no news either. */
  readonly young: readonly RememberedLayout[];
  readonly bodies: ReadonlySet<string>;
  /** By layout: what stands on nearly all of its pages. */
  readonly furniture: readonly (readonly number[])[];
}

/** What a site's memory says of one page. */
export interface Recalled {
  /** By line: it stands on many pages of the site and is no part of a story. */
  readonly isRepeated: (line: Line) => boolean;
  /** The layout whose body box is on the page and whose furniture fits best; null where no layout is known yet. */
  readonly layout: RememberedLayout | null;
  /** Places where the site keeps its bodies. */
  readonly bodies: ReadonlySet<string>;
  readonly places: Places;
  /** The page does not look like the site that was learnt: the memory was not followed. */
  readonly isChanged: boolean;
}

const NOTHING: Recalled = {
  isRepeated: () => false,
  layout: null,
  bodies: new Set(),
  places: new Places([]),
  isChanged: false,
};
const CHANGED: Recalled = { ...NOTHING, isChanged: true };
const FURNITURE_SHARE = 0.7;
/** With fewer lines of furniture the places alone must tell. */
const FEWEST_FURNITURE = 6;
const LEAST_FIT = 0.25;
const UNTOLD_FIT = 0.6;

const recollections = new WeakMap<SiteMemory, Recollection>();

/**
 * Holds a page against its site's memory. Where the page has no story at a remembered place, or shows none of the
 * site's furniture, nothing is recalled and `isChanged` says so.
 */
export function recall(memory: SiteMemory, page: PageLines): Recalled {
  if (memory.pages < FEWEST_PAGES || page.lines.length === 0) return NOTHING;
  const recollection = recollectionOf(memory);
  const hashes = new Set<number>();
  const repeated = new Uint8Array(page.lines.length);
  for (const line of page.lines) {
    const hash = hashOfLine(line);
    hashes.add(hash);
    if (recollection.repeated.has(hash)) repeated[line.index] = 1;
  }
  const places = new Places(page.boxes);
  const holdsStory = (box: Box): boolean =>
    page.lines
      .slice(box.from, box.to)
      .some((line) => repeated[line.index] === 0 && (line.stops > 0 || line.medium !== null));
  let layout: RememberedLayout | null = null;
  let fit = -1;
  for (const [i, candidate] of recollection.layouts.entries()) {
    const own = fitOf(recollection.furniture[i] ?? [], hashes) ?? UNTOLD_FIT;
    if (own <= fit || !places.at(candidate.body).some(holdsStory)) continue;
    layout = candidate;
    fit = own;
  }
  // The old names for its boxes without the site's furniture, or the furniture without them: not the page we know.
  if (recollection.layouts.length > 0 && fit < LEAST_FIT) {
    return recollection.young.some(({ body }) => places.at(body).some(holdsStory)) ? NOTHING : CHANGED;
  }
  return {
    isRepeated: (line) => repeated[line.index] === 1,
    layout,
    bodies: recollection.bodies,
    places,
    isChanged: false,
  };
}

/** Where the layout says that the body is, if a box there holds prose; of several the one that holds most. */
export function recallBody({ layout, places }: Recalled, page: PageLines, scores: Scores): BodyRange | null {
  if (layout === null) return null;
  let best: Box | null = null;
  let most = 0;
  for (const box of places.at(layout.body)) {
    const prose = (scores.prose[Math.min(box.to, page.lines.length)] ?? 0) - (scores.prose[box.from] ?? 0);
    if (prose <= most) continue;
    best = box;
    most = prose;
  }
  return best === null ? null : rangeOf(best, page, scores);
}

/** Share of the furniture that is on the page; null where there is too little to tell. */
function fitOf(furniture: readonly number[], hashes: ReadonlySet<number>): number | null {
  if (furniture.length < FEWEST_FURNITURE) return null;
  let found = 0;
  for (const hash of furniture) if (hashes.has(hash)) found++;
  return found / furniture.length;
}

function recollectionOf(memory: SiteMemory): Recollection {
  const known = recollections.get(memory);
  if (known !== undefined) return known;
  const made = recollect(memory);
  recollections.set(memory, made);
  return made;
}

function recollect({ pages, layouts }: SiteMemory): Recollection {
  const all = new Map<number, { seen: number; amid: number; isRepeat: boolean }>();
  for (const layout of layouts) {
    for (const [hash, seen, amid] of layout.lines) {
      const sum = all.get(hash) ?? { seen: 0, amid: 0, isRepeat: false };
      sum.seen += seen;
      sum.amid += amid;
      sum.isRepeat ||= isRepeat(seen, layout.pages);
      all.set(hash, sum);
    }
  }
  const repeated = new Set<number>();
  for (const [hash, { seen, amid, isRepeat: isIts }] of all)
    if ((isIts || isRepeat(seen, pages)) && amid * 2 <= seen) repeated.add(hash);
  const known = layouts.filter((layout) => layout.pages >= FEWEST_PAGES);
  return {
    repeated,
    layouts: known,
    young: layouts.filter((layout) => layout.pages < FEWEST_PAGES),
    bodies: new Set(known.map(({ body }) => body)),
    furniture: known.map((layout) =>
      layout.lines
        .filter(([hash, seen]) => seen >= layout.pages * FURNITURE_SHARE && repeated.has(hash))
        .map(([hash]) => hash),
    ),
  };
}
