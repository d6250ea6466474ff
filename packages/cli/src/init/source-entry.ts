import { sourceIdOf, type Survey } from "@caibian/scraper";
import type { SourceEntry } from "@caibian/pipeline";

/** What a person may say of the source; the survey says the rest. */
export interface EntryOptions {
  readonly id?: string;
  readonly name?: string;
  readonly region?: string;
  /** Milliseconds between two requests. */
  readonly delay?: number;
}

const SCHEDULE = "*/30 * * * *";
const DEFAULT_DELAY_MS = 2000;

/** The source that a survey ends in, as it is written to the config. `taken` are ids that are there already. */
export function sourceEntryOf(survey: Survey, options: EntryOptions, taken: ReadonlySet<string>): SourceEntry {
  const region = options.region ?? survey.region;
  const delayMs = Math.max(options.delay ?? DEFAULT_DELAY_MS, survey.crawlDelayMs ?? 0);
  const name = options.name ?? survey.siteName;
  return {
    id: options.id ?? sourceIdOf(survey.url, taken),
    ...(name === null ? {} : { name }),
    ...(region === null ? {} : { region }),
    start: survey.chosen.map(({ url }) => url),
    schedule: SCHEDULE,
    ...(delayMs === DEFAULT_DELAY_MS ? {} : { limits: { delayMs } }),
    ...(survey.fetcher === "rendered" ? { fetcher: "rendered" as const } : {}),
  };
}
