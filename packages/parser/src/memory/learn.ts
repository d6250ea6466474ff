import {
  FEWEST_REPEATS,
  MOST_LAYOUTS,
  MOST_LINES,
  MOST_PAGES,
  MOST_PLACES,
  REPEAT_SHARE,
  type RememberedLayout,
  type RememberedLine,
  type RememberedPlace,
  type SiteMemory,
} from "./site-memory.ts";
import type { PageTrace } from "./trace.ts";

/** A layout while it is learnt. */
interface Growing {
  readonly body: string;
  pages: number;
  readonly title: Map<string, number>;
  readonly info: Map<string, number>;
  readonly seen: Map<number, number>;
  readonly amid: Map<number, number>;
}

/**
 * What a site's pages have in common, with what was known before: old and new counts add up. Pure.
 * A story that stands among the traces twice counts once.
 */
export function remember(earlier: SiteMemory | null, traces: readonly PageTrace[]): SiteMemory {
  const stories = [...new Map(traces.map((trace) => [trace.story, trace])).values()];
  const layouts = new Map((earlier?.layouts ?? []).map((layout) => [layout.body, grow(layout)]));
  for (const trace of stories) countLines(layoutOf(layouts, trace.body), trace);
  const pages = (earlier?.pages ?? 0) + stories.length;
  const repeats = repeatsOf([...layouts.values()], pages);
  for (const trace of stories) countAmid(layoutOf(layouts, trace.body), trace, repeats);
  return settle([...layouts.values()], pages);
}

/** Lines that are on enough pages of the site, or of one of its layouts. */
function repeatsOf(layouts: readonly Growing[], pages: number): ReadonlySet<number> {
  const all = new Map<number, number>();
  const repeats = new Set<number>();
  for (const { seen, pages: own } of layouts) {
    for (const [hash, count] of seen) {
      all.set(hash, (all.get(hash) ?? 0) + count);
      if (isRepeat(count, own)) repeats.add(hash);
    }
  }
  for (const [hash, count] of all) if (isRepeat(count, pages)) repeats.add(hash);
  return repeats;
}

/** Enough pages, and enough of them. */
export function isRepeat(seen: number, pages: number): boolean {
  return seen >= FEWEST_REPEATS && seen >= pages * REPEAT_SHARE;
}

function layoutOf(layouts: Map<string, Growing>, body: string): Growing {
  let layout = layouts.get(body);
  if (layout === undefined) {
    layout = { body, pages: 0, title: new Map(), info: new Map(), seen: new Map(), amid: new Map() };
    layouts.set(body, layout);
  }
  return layout;
}

function grow({ body, pages, title, info, lines }: RememberedLayout): Growing {
  return {
    body,
    pages,
    title: new Map(title.map((place) => [place.at, place.pages])),
    info: new Map(info.map((place) => [place.at, place.pages])),
    seen: new Map(lines.map(([hash, seen]) => [hash, seen])),
    amid: new Map(lines.map(([hash, , amid]) => [hash, amid])),
  };
}

function countLines(layout: Growing, trace: PageTrace): void {
  layout.pages++;
  for (const hash of new Set(trace.lines)) if (hash !== 0) addOne(layout.seen, hash);
  if (trace.title !== null) addOne(layout.title, trace.title);
  if (trace.info !== null) addOne(layout.info, trace.info);
}

/** A line with prose of this page alone before and behind it is the story's, however often it is said. */
function countAmid(layout: Growing, { lines, marks }: PageTrace, repeats: ReadonlySet<number>): void {
  const isOwnProse = (mark: number, i: number): boolean => mark === 2 && !repeats.has(lines[i] ?? 0);
  const first = marks.findIndex(isOwnProse);
  const last = marks.findLastIndex(isOwnProse);
  const amid = new Set<number>();
  if (first < 0) return;
  for (let i = first + 1; i < last; i++) if ((marks[i] ?? 0) > 0) amid.add(lines[i] ?? 0);
  for (const hash of amid) if (hash !== 0) addOne(layout.amid, hash);
}

function addOne<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Counts to a memory within its bounds. */
function settle(growing: readonly Growing[], pages: number): SiteMemory {
  const fade = pages > MOST_PAGES ? 0.5 : 1;
  const kept = growing
    .filter((layout) => Math.floor(layout.pages * fade) > 0)
    .sort((a, b) => b.pages - a.pages || (a.body < b.body ? -1 : 1))
    .slice(0, MOST_LAYOUTS);
  const least = leastSeen(kept);
  return {
    v: 1,
    pages: Math.floor(pages * fade),
    layouts: kept.map((layout) => ({
      body: layout.body,
      pages: Math.floor(layout.pages * fade),
      title: placesOf(layout.title, fade),
      info: placesOf(layout.info, fade),
      lines: linesOf(layout, fade, least),
    })),
  };
}

/** How often a line must have been seen so that all lines fit into the bound. */
function leastSeen(layouts: readonly Growing[]): number {
  const counts = layouts.flatMap(({ seen }) => [...seen.values()]).sort((a, b) => b - a);
  return counts.length <= MOST_LINES ? 1 : (counts[MOST_LINES] ?? 0) + 1;
}

function linesOf({ seen, amid }: Growing, fade: number, least: number): RememberedLine[] {
  const lines: RememberedLine[] = [];
  for (const [hash, count] of seen) {
    const faded = Math.floor(count * fade);
    if (count >= least && faded > 0)
      lines.push([hash, faded, Math.min(faded, Math.floor((amid.get(hash) ?? 0) * fade))]);
  }
  return lines.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

function placesOf(counts: ReadonlyMap<string, number>, fade: number): RememberedPlace[] {
  return [...counts]
    .map(([at, pages]) => ({ at, pages: Math.floor(pages * fade) }))
    .filter(({ pages }) => pages > 0)
    .sort((a, b) => b.pages - a.pages || (a.at < b.at ? -1 : 1))
    .slice(0, MOST_PLACES);
}
