/**
 * Entries of a sitemap with the newest first, by their dates (ISO 8601 in one zone). Most systems write the oldest
 * first: what has no date follows from the end, and so do entries of one date.
 */
export function newestFirst<T>(entries: readonly T[], dateOf: (entry: T) => string | null): readonly T[] {
  return entries
    .map((entry) => ({ entry, date: dateOf(entry) ?? "" }))
    .toReversed()
    .toSorted((a, b) => (a.date === b.date ? 0 : a.date > b.date ? -1 : 1))
    .map(({ entry }) => entry);
}
