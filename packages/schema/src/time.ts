const EIGHT_HOURS = 8 * 3_600_000;

/** An instant as ISO 8601 in +08:00, to the second: `2021-06-07T16:05:02+08:00`. */
export function toBeijing(epochMs: number): string {
  return `${new Date(epochMs + EIGHT_HOURS).toISOString().slice(0, 19)}+08:00`;
}
