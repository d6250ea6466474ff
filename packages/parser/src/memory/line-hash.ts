import type { Line } from "../read/lines.ts";

/**
 * 32 bits for a whole line, whatever its blanks; 0 for one that has nothing to remember. A picture counts by its
 * address. Numbers count: a line that differs in them is another line.
 */
export function hashOfLine({ text, medium }: Line): number {
  return hashOf(medium === null ? text : `${medium.kind} ${medium.url}`);
}

/** FNV-1a over the units of a text without its blanks, mixed once more; 0 for a blank text. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  let isBlank = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0xa0 || code === 0x3000) continue;
    isBlank = false;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  if (isBlank) return 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
