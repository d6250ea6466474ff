const LONGEST_MS = 30_000;

/**
 * How long to wait after the n-th failure in a row (from 1), in milliseconds: doubling from `firstMs`, bounded, and half of it
 * by chance (`dice` in 0…1), so that many workers do not come back at once.
 */
export function retryDelayMs(failures: number, dice: number, firstMs: number): number {
  const whole = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), LONGEST_MS);
  return Math.round(whole / 2 + (whole / 2) * dice);
}
