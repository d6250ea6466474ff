/** Likeness of two folded titles, 0 to 1: Dice over character pairs. "The same" from 0.78 on. */
export function titleLikeness(a: string, b: string): number {
  if (a === b) return a === "" ? 0 : 1;
  if (a.length < 2 || b.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < a.length; i++) {
    const pair = a.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let i = 0; i + 1 < b.length; i++) {
    const pair = b.slice(i, i + 2);
    const left = pairs.get(pair) ?? 0;
    if (left === 0) continue;
    pairs.set(pair, left - 1);
    shared++;
  }
  return (2 * shared) / (a.length + b.length - 2);
}

/** The digits of a title, in order: 8月发布会 and 7月发布会 differ in nothing else. */
export function digitsOf(title: string): string {
  return title.replaceAll(/\D+/g, " ").trim();
}

/** A title without its digits. */
export function withoutDigits(title: string): string {
  return title.replaceAll(/\d+/g, "");
}
