import type { FeedFormat } from "@caibian/schema";

/** The feed of everything. */
export const ALL = "all";

/** Where an article belongs besides `all`. */
export interface Shelf {
  readonly region: string | null;
  readonly source: string | null;
}

/** The feeds that an article is in, by name: `all`, `region/320505`, `source/snd`. */
export function feedNamesOf({ region, source }: Shelf): readonly string[] {
  const names = [ALL];
  if (region !== null && /^\d{6}$/.test(region)) names.push(`region/${region}`);
  // A name becomes a path: only what is safe in one.
  if (source !== null && /^[a-z0-9][a-z0-9._-]{0,127}$/i.test(source)) names.push(`source/${source}`);
  return names;
}

/** The file of a feed, below the Store's folder. */
export function feedFile(name: string, format: FeedFormat): string {
  const endings: Readonly<Record<FeedFormat, string>> = { rss: ".xml", atom: ".atom", json: ".json" };
  return name + endings[format];
}
