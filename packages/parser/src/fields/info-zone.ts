import { findDates, type FoundDate } from "@caibian/page";

import type { BodyRange } from "../locate/body.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { Line, PageLines } from "../read/lines.ts";
import { cutLabels, type Labelled } from "./labels.ts";

/** A line that may carry fields, cut at its labels and dates. */
export interface InfoLine {
  readonly line: Line;
  readonly labels: readonly Labelled[];
  readonly dates: readonly FoundDate[];
  readonly place: "head" | "tail";
}

/** Lines around the story that may carry fields: the info line (稿件信息行), bylines, editor lines. */
export interface InfoZone {
  readonly head: readonly InfoLine[];
  readonly tail: readonly InfoLine[];
}

const BEFORE_TITLE = 6;
const HEAD_LINES = 40;
const INTO_BODY = 8;
const TAIL_IN_BODY = 14;
const AFTER_BODY = 14;
const LONGEST_INFO = 300;

/** Cuts the lines around title and body into fields. `now` reads relative and year-less times. */
export function readInfoZone(
  page: PageLines,
  title: FoundTitle,
  body: BodyRange | null,
  now: string | undefined,
): InfoZone {
  const { lines } = page;
  const bodyFrom = body?.from ?? lines.length;
  const bodyTo = body?.to ?? lines.length;
  const titleAt = title.line?.index ?? Math.max(0, bodyFrom - 8);
  const headFrom = Math.max(0, Math.min(titleAt, bodyFrom) - BEFORE_TITLE, bodyFrom - HEAD_LINES);
  const headTo = Math.min(bodyTo, Math.max(bodyFrom, titleAt) + INTO_BODY);
  const tailFrom = Math.max(headTo, bodyTo - TAIL_IN_BODY);
  const tailTo = Math.min(lines.length, bodyTo + AFTER_BODY);
  return {
    head: readInfoLines(lines, headFrom, headTo, "head", now, title),
    tail: readInfoLines(lines, tailFrom, tailTo, "tail", now, title),
  };
}

/** Cuts lines into fields; long lines and the title are left out. */
export function readInfoLines(
  lines: readonly Line[],
  from: number,
  to: number,
  place: "head" | "tail",
  now: string | undefined,
  title: FoundTitle,
): InfoLine[] {
  const found: InfoLine[] = [];
  for (let i = from; i < to; i++) {
    const line = lines[i];
    if (line === undefined || line === title.line || line.text === "" || line.text.length > LONGEST_INFO) continue;
    const labels = cutLabels(line.text, line.seams);
    let dates: readonly FoundDate[] | null = null;
    found.push({
      line,
      labels,
      place,
      // Few lines are ever asked for their dates.
      get dates() {
        return (dates ??= findDates(line.text, now));
      },
    });
  }
  return found;
}
