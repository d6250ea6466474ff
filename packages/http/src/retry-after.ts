/** Longest wait that we believe: a day. Some servers send years. */
const LONGEST_MS = 86_400_000;

/** Milliseconds that a Retry-After header asks for (seconds or HTTP-date); null when it says nothing. */
export function readRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS);
  // A date must look like one: Date.parse takes "-5" and "2" for years.
  const at = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(at - nowMs, 0), LONGEST_MS);
}
