import { hash as digest } from "node:crypto";

import type { Fingerprint } from "@caibian/schema";

import { keyOf } from "../text/fold.ts";

const GRAM = 5;
/** Five letters are hardly a word: in texts without Han, kana or hangul a gram is about as rare as five of those. */
const LETTER_GRAM = 14;
const SKETCH = 64;
const LONGEST = 200_000;

/**
 * What finds reprints: the body folded to letters, digits and Han, hashed whole, and the least 32-bit hashes of its
 * 5-grams (a bottom-k sketch), 64 unless told. Null for a body without letters.
 */
export function fingerprintOf(text: string, sketchSize: number = SKETCH): Fingerprint | null {
  const body = keyOf(text).slice(0, LONGEST);
  if (body === "") return null;
  const size = isWide(body) ? GRAM : LETTER_GRAM;
  const last = Math.max(0, body.length - size);
  const hashes = new Uint32Array(last + 1);
  for (let i = 0; i <= last; i++) hashes[i] = hashGram(body, i, Math.min(i + size, body.length));
  hashes.sort();
  const sketch: number[] = [];
  let grams = 0;
  for (let i = 0; i < hashes.length; i++) {
    const hash = hashes[i] ?? 0;
    if (i > 0 && hash === hashes[i - 1]) continue;
    grams++;
    if (sketch.length < sketchSize) sketch.push(hash);
  }
  return { exact: digest("sha256", body), grams, sketch };
}

/** A fifth of it is Han, kana or hangul. */
function isWide(body: string): boolean {
  let wide = 0;
  for (let i = 0; i < body.length; i++) if (body.charCodeAt(i) >= 0x2e80) wide++;
  return wide * 5 >= body.length;
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
