import type { Article } from "@caibian/schema";

import type { Looker } from "./looker.ts";
import { siteOf } from "./sections.ts";
import type { SurveyedSection } from "./surveyed-section.ts";

/** An article that the source would collect. */
export interface Sample {
  readonly url: string;
  /** Title and date as the list shows them. */
  readonly listTitle: string;
  readonly listDate: string | null;
  /** The record, or null when the page could not be had or gave none. */
  readonly article: Article | null;
}

/** Stories of the sections in turn, those of the site itself first. */
export function pickStories(sections: readonly SurveyedSection[], most: number): readonly Omit<Sample, "article">[] {
  const queues = sections.map(({ url, stories }) =>
    stories.toSorted((a, b) => Number(siteOf(a.url) !== siteOf(url)) - Number(siteOf(b.url) !== siteOf(url))),
  );
  const picked = new Map<string, Omit<Sample, "article">>();
  for (let row = 0; picked.size < most && queues.some((queue) => row < queue.length); row++)
    for (const queue of queues) {
      const lead = queue[row];
      if (lead !== undefined && picked.size < most)
        picked.set(lead.url, { url: lead.url, listTitle: lead.anchorText, listDate: lead.listDate });
    }
  return [...picked.values()];
}

/** The stories with their records. */
export async function readSamples(
  looker: Looker,
  stories: readonly Omit<Sample, "article">[],
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const { url, listTitle, listDate } of stories) {
    const page = await looker.look(url);
    samples.push({ url, listTitle, listDate, article: page?.article ?? null });
  }
  return samples;
}
