import { findDates, type FoundDate } from "@caibian/page/plain";

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
  /** Inside the body: the story's own words, and not the page's. */
  readonly isStory: boolean;
}

/** Lines around the story that may carry fields: the info line (稿件信息行), bylines, editor lines. */
export interface InfoZone {
  readonly head: readonly InfoLine[];
  readonly tail: readonly InfoLine[];
}

const BEFORE_TITLE = 6;
const LONGEST_TABLE = 28;
const HEAD_LINES = 40;
const INTO_BODY = 8;
const TAIL_IN_BODY = 14;
const AFTER_BODY = 14;
const LONGEST_INFO = 300;
const LONGEST_CELL = 60;

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
  const above = tableAbove(lines, Math.min(titleAt, bodyFrom));
  const headFrom = Math.max(0, Math.min(titleAt, bodyFrom) - Math.max(BEFORE_TITLE, above), bodyFrom - HEAD_LINES);
  const headTo = Math.min(bodyTo, Math.max(bodyFrom, titleAt) + INTO_BODY);
  const tailFrom = Math.max(headTo, bodyTo - TAIL_IN_BODY);
  const tailTo = Math.min(lines.length, bodyTo + AFTER_BODY);
  return {
    head: nearestFirst(readInfoLines(lines, headFrom, headTo, "head", now, title, body), titleAt),
    tail: readInfoLines(lines, tailFrom, tailTo, "tail", now, title, body),
  };
}

/** Lines of the table that ends right above the headline: the 索引号 table of government papers. */
function tableAbove(lines: readonly Line[], titleAt: number): number {
  let count = 0;
  while (count < LONGEST_TABLE && (lines[titleAt - 1 - count]?.cell ?? null) !== null) count++;
  return count;
}

/** Below the headline first, then above it, last prose and linked headlines: theirs are dates of other things. */
function nearestFirst(lines: readonly InfoLine[], titleAt: number): InfoLine[] {
  const place = ({ line }: InfoLine): number => {
    if ((line.stops > 1 && line.weight > 40) || line.linkLength > line.text.length * 0.5) return 2;
    return line.index > titleAt ? 0 : 1;
  };
  return lines.toSorted((a, b) => place(a) - place(b));
}

/** Cuts lines into fields; long lines and the title are left out. */
export function readInfoLines(
  lines: readonly Line[],
  from: number,
  to: number,
  place: "head" | "tail",
  now: string | undefined,
  title: FoundTitle,
  body: BodyRange | null,
): InfoLine[] {
  const found: InfoLine[] = [];
  let open: OpenLabel | null = null;
  for (let i = from; i < to; i++) {
    const line = lines[i];
    if (line === undefined || line === title.line || line.text === "" || line.text.length > LONGEST_INFO) continue;
    const cut = cutLabels(line.text, line.seams);
    const labels: readonly Labelled[] = cut.length === 0 && open !== null ? valueOf(open, line, place) : cut;
    open = openLabel(line, cut);
    let dates: readonly FoundDate[] | null = null;
    found.push({
      line,
      labels,
      place,
      isStory: body !== null && i >= body.from && i < body.to,
      // Few lines are ever asked for their dates.
      get dates() {
        return (dates ??= findDates(line.text, now));
      },
    });
  }
  return found;
}

/** A label at the end of its line: the value stands in the next cell or box. */
interface OpenLabel {
  readonly line: Line;
  readonly label: Labelled;
}

function openLabel(line: Line, labels: readonly Labelled[]): OpenLabel | null {
  const label = labels.at(-1);
  return label === undefined || label.value !== "" || label.field === "drop" ? null : { line, label };
}

function valueOf({ line: before, label }: OpenLabel, line: Line, place: InfoLine["place"]): Labelled[] {
  if (line.text.length > LONGEST_CELL || line.stops > 1 || line.linkLength > line.text.length * 0.5) return [];
  const isNextCell = line.cell !== null && before.cell !== null && line.cell !== before.cell;
  const isNextBox = place === "head" && line.box !== before.box && line.box.parent === before.box.parent;
  if (line.index !== before.index + 1 || !(isNextCell || isNextBox)) return [];
  const { text } = line;
  return [{ ...label, value: text, raw: `${label.raw}${text}`, start: 0, end: text.length }];
}
