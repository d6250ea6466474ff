/** Labels that pages use and `TextDecoder` refuses or reads too narrowly, lower case, without blanks and underscores. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["utf8", "utf-8"],
  ["utf-8n", "utf-8"],
  ["utf8mb4", "utf-8"],
  ["unicode-1-1-utf-8", "utf-8"],
  ["big5", "big5"],
  ["big-5", "big5"],
  ["big5-hkscs", "big5"],
  ["big5hkscs", "big5"],
  ["cn-big5", "big5"],
  ["x-x-big5", "big5"],
  ["ms950", "big5"],
  ["cp950", "big5"],
  ["cp936", "gb18030"],
  ["ms936", "gb18030"],
  ["936", "gb18030"],
  ["x-gbk", "gb18030"],
  ["euc-cn", "gb18030"],
  ["euccn", "gb18030"],
  ["hz-gb-2312", "gb18030"],
  ["chinese", "gb18030"],
  ["csgb2312", "gb18030"],
]);

/**
 * The decoder to use for a declared charset, or null when no decoder knows it.
 * Every gb* label becomes gb18030: `gbk` and `gb2312` lose € and the 4-byte names of people and places.
 */
export function charsetOf(label: string): string | null {
  const name = label
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_"']+/g, "");
  const alias = ALIASES.get(name);
  if (alias !== undefined) return alias;
  if (/^(?:iso-ir-58|gb)[-\d]*k?$/.test(name)) return "gb18030";
  try {
    const { encoding } = new TextDecoder(name);
    return encoding === "gbk" ? "gb18030" : encoding;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
