/** What a double-byte charset looks like from its byte pairs alone. */
interface PairShape {
  readonly charset: string;
  /** Pairs that its everyday text is made of. */
  readonly isCommon: (lead: number, trail: number) => boolean;
  readonly isPair: (lead: number, trail: number) => boolean;
}

const high = (byte: number): boolean => byte >= 0xa1 && byte <= 0xfe;
const big5Trail = (byte: number): boolean => (byte >= 0x40 && byte <= 0x7e) || high(byte);

const SHAPES: readonly PairShape[] = [
  {
    // Level 1 of GB 2312: the 3,755 commonest characters, and its punctuation.
    charset: "gb18030",
    isCommon: (lead, trail) => high(trail) && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3),
    isPair: (lead, trail) => lead >= 0x81 && lead <= 0xfe && trail >= 0x40 && trail <= 0xfe && trail !== 0x7f,
  },
  {
    charset: "big5",
    isCommon: (lead, trail) => big5Trail(trail) && ((lead >= 0xa4 && lead <= 0xc6) || lead === 0xa1),
    isPair: (lead, trail) => lead >= 0xa1 && lead <= 0xf9 && big5Trail(trail),
  },
  {
    charset: "euc-jp",
    isCommon: (lead, trail) => high(trail) && (lead === 0xa4 || lead === 0xa5),
    isPair: (lead, trail) => high(lead) && high(trail),
  },
  {
    charset: "shift_jis",
    isCommon: (lead, trail) =>
      (lead === 0x82 && trail >= 0x9f && trail <= 0xf1) || (lead === 0x83 && trail >= 0x40 && trail <= 0x96),
    isPair: (lead, trail) =>
      ((lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc)) && trail >= 0x40 && trail <= 0xfc,
  },
];

const SAMPLE_PAIRS = 4000;
// Kana fill a third of Japanese text; Chinese text read as Japanese shows next to none of them.
const ENOUGH_COMMON: ReadonlyMap<string, number> = new Map([
  ["gb18030", 0.6],
  ["big5", 0.6],
  ["euc-jp", 0.3],
  ["shift_jis", 0.3],
]);

/**
 * A charset guessed from the byte pairs, or null when none fits. Big5 wins over gb18030 only where its trail
 * bytes below 0xA1, which GB 2312 text never has, are frequent, or the host speaks for it.
 */
export function guessCharset(bytes: Uint8Array, prefersBig5 = false): string | null {
  const fits = new Map<string, number>();
  for (const shape of SHAPES) {
    const share = commonShare(bytes, shape);
    if (share >= (ENOUGH_COMMON.get(shape.charset) ?? 1)) fits.set(shape.charset, share);
  }
  for (const japanese of ["euc-jp", "shift_jis"]) if (fits.has(japanese)) return japanese;
  const gb = fits.get("gb18030") ?? 0;
  const big5 = (fits.get("big5") ?? 0) + (prefersBig5 ? 0.2 : 0);
  if (gb === 0 && big5 < 0.6) return null;
  return big5 > gb ? "big5" : "gb18030";
}

function commonShare(bytes: Uint8Array, shape: PairShape): number {
  let pairs = 0;
  let common = 0;
  for (let i = 0; i + 1 < bytes.length && pairs < SAMPLE_PAIRS; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    pairs++;
    if (!shape.isPair(lead, trail)) continue;
    if (shape.isCommon(lead, trail)) common++;
    i++;
  }
  return pairs < 4 ? 0 : common / pairs;
}
