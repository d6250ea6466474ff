/** A copy for matching: NFKC, every kind of blank one space, trimmed. Never stored. */
export function foldForMatch(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\s\u200B-\u200F\u2060\uFEFF]+/g, " ")
    .trim();
}

/** A copy for comparing titles and names: folded, lower case, letters and digits of every script only. */
export function keyOf(text: string): string {
  const { length } = text;
  if (length > LONGEST_FAST) return keyOfParts(text);
  let kept = 0;
  let isSame = true;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    let folded = FOLDS[code] ?? 0;
    if (folded === UNKNOWN) folded = learn(code);
    if (folded === DROP) continue;
    if (folded === COMPLEX) return slowKeyOf(text);
    if (folded !== code) isSame = false;
    KEY_UNITS[kept++] = folded;
  }
  if (kept === length && isSame) return text;
  return KEY_BYTES.toString("utf16le", 0, kept * 2);
}

/** A long text in parts: a pattern that runs over megabytes overflows its stack. */
function keyOfParts(text: string): string {
  let key = "";
  for (let from = 0; from < text.length; from += LONGEST_FAST) key += keyOf(text.slice(from, from + LONGEST_FAST));
  return key;
}

const UNKNOWN = 0;
const DROP = 0xffff;
/** Combines with its neighbours, or folds to more than one unit. */
const COMPLEX = 0xfffe;
const LONGEST_FAST = 100_000;
/** What `keyOf` makes of each UTF-16 unit, learnt when a unit is first seen. */
const FOLDS = new Uint16Array(0x10000);
const KEY_BYTES = Buffer.alloc(LONGEST_FAST * 2);
const KEY_UNITS = new Uint16Array(KEY_BYTES.buffer, KEY_BYTES.byteOffset, LONGEST_FAST);

function learn(code: number): number {
  const character = String.fromCharCode(code);
  const folded = slowKeyOf(character);
  const decomposed = character.normalize("NFKC");
  // Marks and conjoining jamo join the character before; Σ and İ have lower cases that depend on their place.
  if (/[\p{M}\p{Cs}\u1100-\u11FFΣİ]/u.test(decomposed) || folded.length > 1) FOLDS[code] = COMPLEX;
  else FOLDS[code] = folded === "" ? DROP : folded.charCodeAt(0);
  return FOLDS[code] ?? COMPLEX;
}

function slowKeyOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

// Format and control characters, with a plain-range test that most lines fail.
const UNSEEN =
  /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|(?![\n\t\r])\p{Cc}|[\u{E0000}-\u{E007F}]/u;
const UNSEEN_ALL = new RegExp(UNSEEN, "gu");
const SPACES = /\u00A0| {2}/;
const EDGE_BLANK = /^[\s\u3000]|[\s\u3000]$/;

/** Text for the record: outer blanks and indents go, nbsp becomes a space, zero-width and control characters go. */
export function tidy(text: string): string {
  const visible = UNSEEN.test(text) ? text.replaceAll(UNSEEN_ALL, "") : text;
  const spaced = SPACES.test(visible) ? visible.replaceAll("\u00A0", " ").replaceAll(/ {2,}/g, " ") : visible;
  return EDGE_BLANK.test(spaced) ? spaced.trim() : spaced;
}
