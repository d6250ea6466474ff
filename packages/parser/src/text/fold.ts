/** A copy for matching: NFKC, every kind of blank one space, trimmed. Never stored. */
export function foldForMatch(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\s\u200B-\u200F\u2060\uFEFF]+/g, " ")
    .trim();
}

/** A copy for comparing titles and names: folded, lower case, letters and digits of every script only. */
export function keyOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

// Format and control characters, with a plain-range test that most lines fail.
const UNSEEN =
  /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|(?![\n\t\r])\p{Cc}|[\u{E0000}-\u{E007F}]/u;
const UNSEEN_ALL = new RegExp(UNSEEN, "gu");

/** Text for the record: outer blanks and indents go, nbsp becomes a space, zero-width and control characters go. */
export function tidy(text: string): string {
  const visible = UNSEEN.test(text) ? text.replaceAll(UNSEEN_ALL, "") : text;
  return visible
    .replaceAll("\u00A0", " ")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/^[\s\u3000]+|[\s\u3000]+$/g, "");
}
