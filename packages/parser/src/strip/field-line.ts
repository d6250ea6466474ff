import type { Line } from "../read/lines.ts";
import { isMoment } from "./moment.ts";
import { cutLabels } from "../fields/labels.ts";

/**
 * True when labels, dates and tools cover the line: an info line or an end line. A line of a medium and a moment
 * counts only above the story's prose.
 */
export function isFieldLine(line: Line, isAboveProse: boolean): boolean {
  if (line.text.length > 200 || line.stops > 4) return false;
  const labels = cutLabels(line.text, line.seams);
  if (labels.length === 0) {
    if (isAboveProse && line.weight < 30 && isMoment(line.text)) return true;
    return (
      line.weight < 14 && /^[\s\u3000]*(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}.{0,22}$/.test(line.text)
    );
  }
  let covered = 0;
  for (const label of labels) covered += label.end - label.start;
  const dates =
    /(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?/.exec(line.text)?.[0]
      .length ?? 0;
  return (
    covered + dates >= line.text.length * 0.7 &&
    labels.every((label) => label.value.length < 60 && !/[。！？]/.test(label.value))
  );
}
