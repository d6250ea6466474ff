const DIGITS = "〇一二三四五六七八九";

/**
 * 二〇二一 is 2021, 十二 is 12, 二十一 and 廿一 are 21, 一百一十 is 110, 元 is 1. For dates: up to four digits, or a number
 * below 1000; NaN for what is none.
 */
export function chineseNumber(text: string): number {
  const plain = text
    .replaceAll(/[○零0O]/g, "〇")
    .replaceAll(/[两兩]/g, "二")
    .replaceAll("廿", "二十")
    .replaceAll("元", "一");
  const hundred = plain.indexOf("百");
  if (hundred !== -1) return valueOf(plain.slice(0, hundred)) * 100 + tens(plain.slice(hundred + 1).replace(/^〇/, ""));
  return plain.includes("十") ? tens(plain) : valueOf(plain);
}

function tens(text: string): number {
  const ten = text.indexOf("十");
  if (ten === -1) return text === "" ? 0 : valueOf(text);
  const count = ten === 0 ? 1 : valueOf(text.slice(0, ten));
  return count * 10 + (ten === text.length - 1 ? 0 : valueOf(text.slice(ten + 1)));
}

function valueOf(digits: string): number {
  let value = 0;
  for (const character of digits) {
    const digit = DIGITS.indexOf(character);
    if (digit === -1) return Number.NaN;
    value = value * 10 + digit;
  }
  return digits === "" ? Number.NaN : value;
}
