const LONGEST = 20_000;
/** Numbers kept of one text. */
export const MOST_NUMBERS = 64;
const ARABIC = /\d[\d,]*(?:\.\d+)?\s?[%‰年月日号时点分元万亿人家个次届期条项件米℃度]?/g;
const CHINESE = /第?[〇零一二三四五六七八九十百千]{1,12}(?=[月日号届期次批季])[月日号届期次批季]/g;

/**
 * The numbers of a text with the unit behind them: what differs between two notices made from one template. Distinct,
 * sorted; of many the least 64, so that two texts keep the same ones. Looks at the first 20,000 characters.
 */
export function numbersOf(text: string): string[] {
  const folded = text.slice(0, LONGEST).normalize("NFKC");
  const numbers = new Set<string>();
  for (const [match] of folded.matchAll(ARABIC)) numbers.add(match.replaceAll(/[,\s]/g, ""));
  for (const [match] of folded.matchAll(CHINESE)) numbers.add(match);
  return [...numbers].sort(byText).slice(0, MOST_NUMBERS);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
