const SAMPLE_BYTES = 65_536;
/** Characters of three bytes that no GBK text of this length shows by chance. */
const PROOF = 20;
/** The same where next to nothing is broken. */
const PROOF_OF_FEW = 3;
/** Broken bytes that are forgiven whatever else. */
const BROKEN_SHARE = 0.02;
/** After so many broken bytes, more than there were in good characters, it is another charset. */
const ENOUGH_BROKEN = 2048;

/**
 * True for UTF-8 with broken places: a title cut by bytes, or a page into which a server put a piece in another
 * charset. Those cost a few U+FFFD, not the whole page.
 */
export function isMostlyUtf8(bytes: Uint8Array): boolean {
  const sample = bytes.length > SAMPLE_BYTES ? bytes.subarray(0, SAMPLE_BYTES) : bytes;
  let two = 0;
  let more = 0;
  let broken = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte < 0x80) continue;
    const length = trailBytes(byte);
    let k = 0;
    while (k < length && ((sample[i + k + 1] ?? 0) & 0xc0) === 0x80) k++;
    if (length > 0 && k === length) {
      if (length === 1) two++;
      else more++;
    } else if (++broken > ENOUGH_BROKEN && broken > more * 3) return false;
    i += k;
  }
  if (broken <= Math.max(2, (two + more) * BROKEN_SHARE)) return two + more >= PROOF || more >= PROOF_OF_FEW;
  // GBK read as UTF-8 shows many characters of two bytes, next to none of three.
  return more >= PROOF && more * 3 > broken * 2;
}

function trailBytes(lead: number): number {
  if (lead >= 0xf0) return lead < 0xf5 ? 3 : 0;
  if (lead >= 0xe0) return 2;
  return lead >= 0xc2 ? 1 : 0;
}
