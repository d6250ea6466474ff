import { createHash } from "node:crypto";

import type { Fingerprint } from "@caibian/schema";

const GRAM = 5;
const SKETCH = 64;
const LONGEST = 200_000;

/**
 * What finds reprints (DOMAIN 5.1): the body folded to letters, digits and Han, hashed whole, and the 64 least
 * 32-bit hashes of its 5-grams (a bottom-k sketch). Null for a body without letters.
 */
export function fingerprintOf(text: string): Fingerprint | null {
  const body = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "")
    .slice(0, LONGEST);
  if (body === "") return null;
  const hashes = new Set<number>();
  const last = Math.max(0, body.length - GRAM);
  for (let i = 0; i <= last; i++) hashes.add(hashGram(body, i, Math.min(i + GRAM, body.length)));
  return {
    exact: createHash("sha256").update(body).digest("hex"),
    grams: hashes.size,
    sketch: Array.from(Uint32Array.from(hashes).sort().subarray(0, SKETCH)),
  };
}

/** FNV-1a over UTF-16 units with a final mix, so that the least hashes are a fair sample. */
function hashGram(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
