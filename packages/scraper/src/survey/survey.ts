import { readFeed } from "../feed/feed.ts";
import { chooseSections } from "./choose-sections.ts";
import { recogniseCms } from "./cms.ts";
import type { SurveyDoors } from "./doors.ts";
import { SurveyError } from "./errors.ts";
import { Looker } from "./looker.ts";
import { voteRegion } from "./region-vote.ts";
import { pickStories, readSamples, type Sample } from "./samples.ts";
import { SectionFinder } from "./section-finder.ts";
import { siteNameOf } from "./site-name.ts";
import { isFront, type PageKind, type SurveyedPage } from "./survey-page.ts";
import type { SurveyedSection } from "./surveyed-section.ts";

/** What a survey found out about a site. */
export interface Survey {
  /** The URL that was asked for and what it is. */
  readonly url: string;
  readonly kind: PageKind;
  readonly cms: { readonly id: string; readonly name: string } | null;
  readonly siteName: string | null;
  /** Every section that was looked at and has stories, the best first. */
  readonly sections: readonly SurveyedSection[];
  readonly chosen: readonly SurveyedSection[];
  readonly samples: readonly Sample[];
  /** GB/T 2260 code that the samples agree on, or null. */
  readonly region: string | null;
  readonly fetcher: "plain" | "rendered";
  /** What robots.txt asks for, in milliseconds, or null. */
  readonly crawlDelayMs: number | null;
  readonly requests: number;
}

/** Articles that are fetched and shown; their requests are kept free. */
const MOST_SAMPLES = 4;

/**
 * Looks at a few pages of a site, as politely as a Visit, and finds what a Source could start from: the sections
 * of a front page, a list, feed, sitemap or list API, the section of a story.
 * @throws {SurveyError} when robots.txt, a guard or an outage stands in the way, or nothing is found.
 */
export async function surveySite(url: string, doors: SurveyDoors): Promise<Survey> {
  const surveyor = new Surveyor(url, doors);
  try {
    return await surveyor.run();
  } finally {
    await surveyor.close();
  }
}

class Surveyor {
  readonly #url: string;
  readonly #doors: SurveyDoors;
  readonly #looker: Looker;
  readonly #finder: SectionFinder;

  constructor(url: string, doors: SurveyDoors) {
    this.#url = url;
    this.#doors = doors;
    this.#looker = new Looker(url, doors);
    this.#finder = new SectionFinder(this.#looker, MOST_SAMPLES, (doors.now ?? Date.now)());
  }

  close(): Promise<void> {
    return this.#looker.close();
  }

  async run(): Promise<Survey> {
    let first = await this.#looker.need(this.#url);
    let sections = await this.#finder.find(first);
    if (sections.length === 0) {
      first = await this.#renderFirst(first);
      sections = await this.#finder.find(first);
    }
    if (sections.length === 0) throw nothingFound(this.#url);
    const ranked = sections.toSorted((a, b) => b.score - a.score);
    const chosen = await (this.#doors.choose ?? ((all) => Promise.resolve(chooseSections(all))))(ranked);
    const samples = await this.#sample(chosen);
    const cms = this.#looker.pages
      .map(({ text, finalUrl }) => recogniseCms(text, finalUrl))
      .find((one) => one !== null);
    return {
      url: this.#url,
      kind: first.kind,
      cms: cms === undefined ? null : { id: cms.id, name: cms.name },
      siteName: this.#siteName(first, samples),
      sections: ranked,
      chosen,
      samples,
      region: voteRegion(samples.map(({ article }) => article?.region ?? null)),
      fetcher: this.#looker.way,
      crawlDelayMs: this.#looker.robotsOf(first.finalUrl).crawlDelayMs,
      requests: this.#looker.count,
    };
  }

  /** @throws {SurveyError} when the page is no shell, or there is no browser to render it with. */
  async #renderFirst(first: SurveyedPage): Promise<SurveyedPage> {
    if (first.facts.scripts.length + first.facts.scriptUrls.length === 0) throw nothingFound(this.#url);
    if (this.#doors.renderer === undefined || this.#looker.way === "rendered") throw nothingFound(this.#url);
    await this.#looker.renderFrom(first.finalUrl);
    return this.#looker.need(first.finalUrl);
  }

  async #sample(chosen: readonly SurveyedSection[]): Promise<readonly Sample[]> {
    const samples = await readSamples(this.#looker, pickStories(chosen, MOST_SAMPLES));
    const [first] = samples;
    const isMute = first !== undefined && samples.every(({ article }) => article?.status !== "usable");
    if (!isMute || this.#looker.way === "rendered" || this.#doors.renderer === undefined) return samples;
    const page = await this.#looker.look(first.url);
    if (page?.kind !== "shell") return samples;
    // The list came over HTTP, its stories do not: the whole source is rendered then.
    await this.#looker.renderFrom(first.url);
    return readSamples(this.#looker, samples);
  }

  #siteName(first: SurveyedPage, samples: readonly Sample[]): string | null {
    if (first.kind === "feed") return readFeed(first.text, first.finalUrl).title;
    const own =
      isFront(first.finalUrl) || first.kind === "list" ? siteNameOf(first.facts, isFront(first.finalUrl)) : null;
    return own ?? samples.map(({ article }) => article?.site.name ?? null).find((name) => name !== null) ?? null;
  }
}

function nothingFound(url: string): SurveyError {
  return new SurveyError({
    code: "E_NO_LIST",
    what: "No list of stories was found",
    where: url,
    why: "the page shows too few links that look like stories, and names no feed, sitemap or list API",
    next: "Name the page that lists the news of the section, e.g. the one behind 更多, or one of its stories.",
  });
}
