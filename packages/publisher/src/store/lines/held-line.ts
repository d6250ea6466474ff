import type { HeldRecord } from "@caibian/schema";
import { readHeld } from "@caibian/schema/shape";

/** What a line's record says of itself, in whichever shape it was told; null when it is none of ours. */
export function heldOfLine(line: string): HeldRecord | null {
  return readHeld(JSON.parse(line));
}

/** True when the line is a record of one of these articles; an id that it only mentions does not count. */
export function isLineOf(line: string, articleIds: ReadonlySet<string>): boolean {
  for (const id of articleIds) if (line.includes(id)) return articleIds.has(heldOfLine(line)?.articleId ?? "");
  return false;
}
