import type { HeldRecord } from "@caibian/schema";
import { readHeld } from "@caibian/schema/shape";

/** What a line's record says of itself, in whichever shape it was told; null when it is none of ours. */
export function heldOfLine(line: string): HeldRecord | null {
  const record = recordOf(line);
  return record === BROKEN ? null : readHeld(record);
}

/**
 * True when the line is a record of one of these articles; an id that it only mentions does not count, unless the line
 * is broken and may be anything.
 */
export function isLineOf(line: string, articleIds: ReadonlySet<string>): boolean {
  for (const id of articleIds) {
    if (!line.includes(id)) continue;
    const record = recordOf(line);
    return record === BROKEN || articleIds.has(readHeld(record)?.articleId ?? "");
  }
  return false;
}

const BROKEN: unique symbol = Symbol("broken");

/** A file that was there before, or was cut by hand, may have a line that is no JSON. */
function recordOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return BROKEN;
  }
}
