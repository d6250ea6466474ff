import { findBody, type BodyRange } from "../locate/body.ts";
import type { Scores } from "../locate/score.ts";
import type { PageLines } from "../read/lines.ts";
import { placeOfBody } from "./places.ts";
import { recallBody, type Recalled } from "./recall.ts";

/** A remembered box may hold this much less prose than the best one and still be the body … */
const TRUST = 0.4;
/** … and this much less where many pages have it: teasers beside a brief outweigh it tenfold. */
const FIRM_TRUST = 0.1;
const FIRM_PAGES = 5;
/** A found body that holds this much of the remembered one's prose is the same with less around it. */
const SAME = 0.9;

/**
 * The body: where the site's memory says, if what stands there is prose enough, else where this page alone says.
 */
export function findKnownBody(recalled: Recalled | null, page: PageLines, scores: Scores): BodyRange | null {
  const found = findBody(page, scores);
  if (recalled === null || recalled.layout === null || found === null) return found;
  if (recalled.bodies.has(placeOfBody(found))) return found;
  const known = recallBody(recalled, page, scores);
  const trust = recalled.layout.pages >= FIRM_PAGES ? FIRM_TRUST : TRUST;
  if (known === null || known.share < found.share * trust) return found;
  const isWithin = found.from >= known.from && found.to <= known.to;
  return isWithin && found.share >= known.share * SAME ? found : known;
}
