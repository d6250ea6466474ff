/** Slots of the table of character pairs. */
export const SPEECH_SLOTS = 8192;
/** A line is judged by its first units. */
export const SPEECH_LENGTH = 160;

/** A weight for each slot. */
export interface SpeechModel {
  readonly bias: number;
  readonly weights: Float32Array;
}

/**
 * How much a line speaks about the site rather than the news: a logistic regression over hashed pairs of neighbouring
 * characters, digits and letters folded. Positive: site speech.
 */
export function speechScore(text: string, { bias, weights }: SpeechModel): number {
  let sum = 0;
  let pairs = 0;
  let before = 0;
  const end = Math.min(text.length, SPEECH_LENGTH);
  for (let i = 0; i < end; i++) {
    const code = foldUnit(text.charCodeAt(i));
    if (code === 0) continue;
    sum += weights[slotOf(before, code)] ?? 0;
    pairs++;
    before = code;
  }
  return pairs === 0 ? 0 : bias + sum / Math.sqrt(pairs);
}

/** The slots of a line's pairs, for training. */
export function speechSlots(text: string): number[] {
  const slots: number[] = [];
  let before = 0;
  const end = Math.min(text.length, SPEECH_LENGTH);
  for (let i = 0; i < end; i++) {
    const code = foldUnit(text.charCodeAt(i));
    if (code === 0) continue;
    slots.push(slotOf(before, code));
    before = code;
  }
  return slots;
}

function foldUnit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return 0x30;
  if (code >= 0x41 && code <= 0x5a) return code | 0x20;
  if (code <= 0x20 || code === 0xa0 || code === 0x3000) return 0;
  // Full-width forms to their ASCII kin.
  return code >= 0xff01 && code <= 0xff5e ? foldUnit(code - 0xfee0) : code;
}

function slotOf(before: number, code: number): number {
  const mixed = Math.imul(before * 31 + code, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & (SPEECH_SLOTS - 1);
}
