import type { BodyRange } from "../locate/body.ts";
import type { Scores } from "../locate/score.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { InfoZone } from "../fields/info-zone.ts";
import type { PageLines } from "../read/lines.ts";
import { placeOf, placeOfBody } from "./places.ts";
import { hashOf, hashOfLine } from "./line-hash.ts";

/** What one parsed page leaves for its site's memory. Plain data, so that it crosses threads; a few KiB. */
export interface PageTrace {
  /** Hash of the headline: a story that a site shows twice is one page to learn from. */
  readonly story: number;
  readonly body: string;
  readonly title: string | null;
  readonly info: string | null;
  /** Hashes of the page's lines, in page order. */
  readonly lines: Uint32Array;
  /** By line: 0 outside the body, 1 inside, 2 a line of prose inside. */
  readonly marks: Uint8Array;
}

const PROSE_WEIGHT = 20;
const MOST_TRACED = 3000;

/** The trace of a page whose story was found. */
export function traceOf(
  page: PageLines,
  title: FoundTitle,
  body: BodyRange,
  zone: InfoZone,
  scores: Scores,
): PageTrace {
  const count = Math.min(page.lines.length, MOST_TRACED);
  const lines = new Uint32Array(count);
  const marks = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const line = page.lines[i];
    if (line === undefined) break;
    lines[i] = hashOfLine(line);
    if (i < body.from || i >= body.to) continue;
    marks[i] = line.weight >= PROSE_WEIGHT && line.stops > 0 && (scores.lines[i] ?? 0) > 0 ? 2 : 1;
  }
  const info = zone.head.find(
    ({ labels, dates }) => labels.some(({ field }) => field === "source") || dates.length > 0,
  );
  return {
    story: hashOf(title.text),
    body: placeOfBody(body),
    title: title.line === null ? null : placeOf(title.line.box),
    info: info === undefined ? null : placeOf(info.line.box),
    lines,
    marks,
  };
}
