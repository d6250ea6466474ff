/** What a line is made of. */
export interface Measure {
  readonly weight: number;
  readonly stops: number;
}

/** Counts in one pass over the units: Han, kana and hangul one, other letters and digits a quarter; sentence stops. */
export function measure(text: string): Measure {
  let wide = 0;
  let narrow = 0;
  let stops = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      if ((code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) narrow++;
      else if ((code === 0x2c || code === 0x2e || code === 0x3f || code === 0x21 || code === 0x3b) && isPause(text, i))
        stops++;
    } else if (isStop(code)) stops++;
    else if (isWide(code)) wide++;
    else if (code >= 0xc0 && code < 0x2000) narrow++;
  }
  return { weight: wide + narrow / 4, stops };
}

function isStop(code: number): boolean {
  // ，。、！？； and the curly quotes of speech
  return (
    code === 0xff0c ||
    code === 0x3002 ||
    code === 0x3001 ||
    code === 0xff01 ||
    code === 0xff1f ||
    code === 0xff1b ||
    code === 0xff61
  );
}

function isWide(code: number): boolean {
  return (
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x30ff) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xd840 && code <= 0xd8bf) ||
    (code >= 0xf900 && code <= 0xfaff)
  );
}

/** A Latin stop counts before a blank, at the end, or between Han characters (half-width Chinese typing). */
function isPause(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return Number.isNaN(next) || next === 0x20 || next === 0xa0 || next > 0x2000;
}
