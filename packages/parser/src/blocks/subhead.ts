import type { KeptLine } from "../strip/strip-body.ts";

const LONGEST_PLAIN = 20;
const LONGEST_BOLD = 40;
const NUMBERED =
  /^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部分条])/;
const CHAPTER = /^第[一二三四五六七八九十]{1,3}[章节][\s\u3000]/;
const SENTENCE_END = /[。！？；，、：:;,…]["”’』」)）]?$/;
/** 图/受访者供图, 文|某某 */
const CREDIT = /^[文图圖摄攝]\s?[/／|｜丨]/;
const PROSE = 30;

/**
 * True for a line that heads what follows (小标题): a heading element, a short line all in bold, or a short plain
 * line without sentence punctuation between longer paragraphs (fixtures/mirror-farm: two short lines in a row).
 */
export function isSubhead(kept: readonly KeptLine[], index: number): boolean {
  const current = kept[index];
  if (current === undefined) return false;
  const { line } = current;
  const text = current.text.trim();
  const { length } = text;
  if (line.heading > 0) return length <= 60;
  if (length < 2 || CREDIT.test(text) || SENTENCE_END.test(text) || line.cell !== null) return false;
  const isBold = line.boldLength >= line.text.length * 0.9;
  if (isBold && length <= LONGEST_BOLD && (NUMBERED.test(text) || hasProseAfter(kept, index))) return true;
  if (isNumberedHead(kept, index, text)) return true;
  if (line.stops > 0 || length > LONGEST_PLAIN || line.links > 0 || !/\p{L}{2}/u.test(text)) return false;
  if (/^\d|\d{4}年|^[—\-*※]+/.test(text) && !NUMBERED.test(text)) return false;
  return hasProseAfter(kept, index) && hasProseBefore(kept, index);
}

/** 第一章 总则, or 一、报名方式 that is no item of a list. The 、 of the number counts as a stop. */
function isNumberedHead(kept: readonly KeptLine[], index: number, text: string): boolean {
  const next = kept[index + 1];
  if (next === undefined || text.length > LONGEST_PLAIN || (kept[index]?.line.stops ?? 0) > 1) return false;
  if (CHAPTER.test(text)) return true;
  const before = kept[index - 1]?.text.trim() ?? "";
  return NUMBERED.test(text) && !NUMBERED.test(next.text.trim()) && !NUMBERED.test(before);
}

/** Behind at most two more short lines stands a real paragraph. */
function hasProseAfter(kept: readonly KeptLine[], index: number): boolean {
  for (let i = index + 1; i <= index + 2; i++) {
    const next = kept[i];
    if (next === undefined) return false;
    if (isProse(next)) return true;
    if (next.line.medium === null && next.text.trim().length > LONGEST_PLAIN) return false;
  }
  return false;
}

function hasProseBefore(kept: readonly KeptLine[], index: number): boolean {
  for (let i = index - 1; i >= Math.max(0, index - 2); i--) {
    const before = kept[i];
    if (before !== undefined && isProse(before)) return true;
  }
  return false;
}

function isProse(kept: KeptLine): boolean {
  return kept.line.stops > 0 && (kept.line.weight >= PROSE || /[。！？?!]["”’』」]?$/.test(kept.text.trim()));
}
