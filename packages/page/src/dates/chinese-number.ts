const DIGITS = "〇一二三四五六七八九";

/** 二〇二一 is 2021, 十二 is 12, 二十一 is 21. For dates: up to four digits, or a number below 100. */
export function chineseNumber(text: string): number {
  const ten = text.indexOf("十");
  if (ten === -1) {
    let value = 0;
    for (const character of text.replaceAll(/[○零]/g, "〇")) value = value * 10 + DIGITS.indexOf(character);
    return value;
  }
  const tens = ten === 0 ? 1 : DIGITS.indexOf(text.slice(0, ten));
  const units = ten === text.length - 1 ? 0 : DIGITS.indexOf(text.slice(ten + 1));
  return tens < 0 || units < 0 ? Number.NaN : tens * 10 + units;
}
