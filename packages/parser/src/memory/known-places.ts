import { readInfoLines, type InfoZone } from "../fields/info-zone.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { Box, PageLines } from "../read/lines.ts";
import { tidy } from "../text/fold.ts";
import type { Places } from "./places.ts";
import type { Recalled } from "./recall.ts";
import type { RememberedPlace } from "./site-memory.ts";

const SURE = 0.7;
const LONGEST_TITLE = 160;
const MOST_INFO_LINES = 8;
/** A place counts when it is the layout's on this share of its pages. */
const USUAL = 0.5;
const REMEMBERED_CONFIDENCE = 0.8;

/** The headline where it sits on the site's other pages, if this page alone left doubt about its own. */
export function recallTitle(recalled: Recalled | null, page: PageLines, found: FoundTitle): FoundTitle {
  if (recalled === null || recalled.layout === null) return found;
  const isLogo = found.line !== null && recalled.isRepeated(found.line);
  if (found.confidence >= SURE && !isLogo) return found;
  const box = boxOf(recalled.places, recalled.layout.title, recalled.layout.pages);
  const line = page.lines
    .slice(box?.from ?? 0, box?.to ?? 0)
    .find(({ text, weight }) => weight >= 2 && text.length <= LONGEST_TITLE);
  return line === undefined || recalled.isRepeated(line)
    ? found
    : { text: tidy(line.text), line, confidence: REMEMBERED_CONFIDENCE };
}

/** The zone with the lines where source and time stand on the site's other pages, if it does not reach them. */
export function recallInfo(
  recalled: Recalled | null,
  page: PageLines,
  zone: InfoZone,
  title: FoundTitle,
  now: string | undefined,
): InfoZone {
  if (recalled === null || recalled.layout === null) return zone;
  const box = boxOf(recalled.places, recalled.layout.info, recalled.layout.pages);
  if (box === null || box.to - box.from > MOST_INFO_LINES) return zone;
  if (zone.head.some(({ line }) => line.index >= box.from && line.index < box.to)) return zone;
  return { ...zone, head: [...zone.head, ...readInfoLines(page.lines, box.from, box.to, "head", now, title, null)] };
}

/** The one box at the layout's usual place; null where the page has none there, or several. */
function boxOf(there: Places, usual: readonly RememberedPlace[], pages: number): Box | null {
  for (const place of usual) {
    if (place.pages < pages * USUAL) break;
    const [box, another] = there.at(place.at);
    if (box !== undefined && another === undefined) return box;
  }
  return null;
}
