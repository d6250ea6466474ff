import type { Article, Lead } from "@caibian/schema";

import { readFeed } from "../feed/feed.ts";
import { chooseSections, scoreSection } from "./choose-sections.ts";
import { recogniseCms } from "./cms.ts";
import type { SurveyDoors } from "./doors.ts";
import { SurveyError } from "./errors.ts";
import { findListApis } from "./list-apis.ts";
import { Looker } from "./looker.ts";
import { voteRegion } from "./region-vote.ts";
import { weighSectionName, weighSectionPath } from "./section-names.ts";
import { sectionsOfStory } from "./section-of-story.ts";
import { rankSections, siteOf } from "./sections.ts";
import { siteNameOf } from "./site-name.ts";
import { isFront, type PageKind, type SurveyedPage } from "./survey-page.ts";

/** A section that was looked at: an entry that a Source may start from. */
export interface SurveyedSection {
  readonly url: string;
  /** What the link to it, or the page itself, calls it; may be "". */
  readonly name: string;
  readonly kind: PageKind;
  /** Article leads of its first page. */
  readonly stories: readonly Lead[];
  /** How many of them have a date. */
  readonly dated: number;
  /** The newest of these dates, ISO 8601, or null. */
  readonly newest: string | null;
  readonly hasNext: boolean;
  /** What its name and URL promise. */
  readonly weight: number;
  readonly score: number;
}

/** An article that the source would collect. */
export interface Sample {
  readonly url: string;
  /** Title and date as the list shows them. */
  readonly listTitle: string;
  readonly listDate: string | null;
  /** The record, or null when the page could not be had or gave none. */
  readonly article: Article | null;
}

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

/** Least stories of a list. */
const LEAST_STORIES = 3;
/** Script files of a shell that are searched for a list API. */
const MOST_SCRIPTS = 2;
/** Sections of a front page that are looked at. */
const MOST_SECTIONS = 6;
/** Guesses at a story's section that are looked at. */
const MOST_GUESSES = 4;
/** Articles that are fetched and shown; their requests are kept free. */
const MOST_SAMPLES = 4;
/** Pages behind the first one that are looked at for a list's first stories (an epaper's front page sends on). */
const MOST_HOPS = 2;

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
  readonly #now: number;

  constructor(url: string, doors: SurveyDoors) {
    this.#url = url;
    this.#doors = doors;
    this.#looker = new Looker(url, doors);
    this.#now = (doors.now ?? Date.now)();
  }

  close(): Promise<void> {
    return this.#looker.close();
  }

  async run(): Promise<Survey> {
    let first = await this.#looker.need(this.#url);
    let sections = await this.#sectionsOf(first);
    if (sections.length === 0) {
      first = await this.#renderFirst(first);
      sections = await this.#sectionsOf(first);
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

  async #sectionsOf(first: SurveyedPage): Promise<readonly SurveyedSection[]> {
    const found = await this.#bestWay(first);
    if (found.length > 0) return found;
    for (const { url } of first.facts.feeds) {
      const feed = await this.#lookAt(url, "");
      if (feed !== null) return [feed];
    }
    const api = await this.#apiOf(first);
    if (api !== null) return [api];
    const { sitemaps } = this.#looker.robotsOf(first.finalUrl);
    for (const url of sitemaps.slice(0, 1)) {
      const page = await this.#looker.look(url);
      if (page?.kind === "sitemap") return this.#sitemapOf(page);
    }
    return [];
  }

  async #bestWay(first: SurveyedPage): Promise<readonly SurveyedSection[]> {
    switch (first.kind) {
      case "sitemap":
        return this.#sitemapOf(first);
      case "list":
      case "feed":
      case "api":
        return present(await this.#readSection(first, first.url, "", 1));
      case "article":
        return this.#sectionOfStory(first);
      case "front":
        return this.#sectionsOfFront(first);
      case "shell":
      case "unknown":
        return [];
      default:
        return first.kind satisfies never;
    }
  }

  /** A sitemap, or an index with the stories of its first sitemap: a Visit follows them all. */
  async #sitemapOf(page: SurveyedPage): Promise<readonly SurveyedSection[]> {
    const child = page.leads.find(({ kind }) => kind === "list");
    const stories = storiesOf(page).length > 0 || child === undefined ? page : await this.#looker.look(child.url);
    return stories === null ? [] : [this.#toSection(page, page.url, "", storiesOf(stories))];
  }

  async #sectionsOfFront(front: SurveyedPage): Promise<readonly SurveyedSection[]> {
    const ranked = rankSections(front.leads, front.finalUrl);
    const hopeful = ranked.filter(({ weight }) => weight > 0);
    const sections: SurveyedSection[] = [];
    for (const { url, name, weight } of (hopeful.length > 0 ? hopeful : ranked).slice(0, MOST_SECTIONS)) {
      if (this.#looker.left <= MOST_SAMPLES) break;
      const section = await this.#lookAt(url, name, weight);
      if (section !== null) sections.push(section);
    }
    if (sections.length > 0) return sections;
    const own = this.#toSection(front, front.url, "", storiesOf(front));
    return own.stories.length >= LEAST_STORIES ? [own] : [];
  }

  /** The section that lists the story, else the first list on the way up. */
  async #sectionOfStory(story: SurveyedPage): Promise<readonly SurveyedSection[]> {
    for (const guess of sectionsOfStory(story.finalUrl, story.facts.trail).slice(0, MOST_GUESSES)) {
      const page = await this.#looker.look(guess.url);
      if (page === null) continue;
      const section =
        page.kind === "front" ? null : await this.#readSection(page, guess.url, guess.name, LEAST_STORIES);
      if (section !== null) return [section];
      if (page.kind === "front") return this.#sectionsOfFront(page);
    }
    return [];
  }

  async #lookAt(url: string, name: string, weight?: number): Promise<SurveyedSection | null> {
    const page = await this.#looker.look(url);
    return page === null ? null : this.#readSection(page, url, name, LEAST_STORIES, weight);
  }

  /** A page as a section; where it has too few stories, those of the page that it sends on to. */
  async #readSection(
    page: SurveyedPage,
    url: string,
    name: string,
    least: number,
    weight?: number,
  ): Promise<SurveyedSection | null> {
    let stories = storiesOf(page);
    let next = nextOf(page);
    for (let hop = 0; hop < MOST_HOPS && stories.length < LEAST_STORIES && next !== null; hop++) {
      const further = await this.#looker.look(next);
      if (further === null) break;
      stories = [...stories, ...storiesOf(further)];
      next = nextOf(further);
    }
    return stories.length < least ? null : this.#toSection(page, url, name, stories, weight);
  }

  #toSection(
    page: SurveyedPage,
    url: string,
    name: string,
    stories: readonly Lead[],
    weight?: number,
  ): SurveyedSection {
    const named = name === "" ? (page.facts.metas.get("columnname") ?? "") : name;
    const dates = stories.flatMap(({ listDate }) => listDate ?? []);
    const section = {
      url,
      name: named,
      kind: page.kind,
      stories,
      dated: dates.length,
      newest: dates.toSorted().at(-1) ?? null,
      hasNext: nextOf(page) !== null,
      weight: weight ?? weighSectionName(named) + weighSectionPath(url),
    };
    return { ...section, score: scoreSection(section, this.#now) };
  }

  /** The first list API that the page's scripts spell out and that answers with stories. */
  async #apiOf(page: SurveyedPage): Promise<SurveyedSection | null> {
    const own = page.facts.scriptUrls.filter((url) => siteOf(url) === siteOf(page.finalUrl)).slice(0, MOST_SCRIPTS);
    for (const script of [null, ...own]) {
      const text = script === null ? page.text : ((await this.#looker.look(script))?.text ?? "");
      for (const url of findListApis(text, page.finalUrl)) {
        const section = await this.#lookAt(url, "");
        if (section !== null) return section;
      }
    }
    return null;
  }

  /** @throws {SurveyError} when the page is no shell, or there is no browser to render it with. */
  async #renderFirst(first: SurveyedPage): Promise<SurveyedPage> {
    if (first.facts.scripts.length + first.facts.scriptUrls.length === 0) throw nothingFound(this.#url);
    if (this.#doors.renderer === undefined || this.#looker.way === "rendered") throw nothingFound(this.#url);
    await this.#looker.renderFrom(first.finalUrl);
    return this.#looker.need(first.finalUrl);
  }

  async #sample(chosen: readonly SurveyedSection[]): Promise<readonly Sample[]> {
    const samples = await this.#readSamples(pickStories(chosen, MOST_SAMPLES));
    const [first] = samples;
    const isMute = first !== undefined && samples.every(({ article }) => article === null);
    if (!isMute || this.#looker.way === "rendered" || this.#doors.renderer === undefined) return samples;
    const page = await this.#looker.look(first.url);
    if (page?.kind !== "shell") return samples;
    // The list came over HTTP, its stories do not: the whole source is rendered then.
    await this.#looker.renderFrom(first.url);
    return this.#readSamples(samples);
  }

  async #readSamples(stories: readonly Omit<Sample, "article">[]): Promise<readonly Sample[]> {
    const samples: Sample[] = [];
    for (const { url, listTitle, listDate } of stories) {
      const page = await this.#looker.look(url);
      samples.push({ url, listTitle, listDate, article: page?.article ?? null });
    }
    return samples;
  }

  #siteName(first: SurveyedPage, samples: readonly Sample[]): string | null {
    if (first.kind === "feed") return readFeed(first.text, first.finalUrl).title;
    const own =
      isFront(first.finalUrl) || first.kind === "list" ? siteNameOf(first.facts, isFront(first.finalUrl)) : null;
    return own ?? samples.map(({ article }) => article?.site.name ?? null).find((name) => name !== null) ?? null;
  }
}

/** Stories of the sections in turn, those of the site itself first. */
function pickStories(sections: readonly SurveyedSection[], most: number): readonly Omit<Sample, "article">[] {
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

function present<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}

function storiesOf(page: SurveyedPage): readonly Lead[] {
  // Boxes of hot and related stories (aside) belong to other sections; a Visit leaves them out too.
  return page.leads.filter(({ kind, aside }) => kind === "article" && aside !== true);
}

function nextOf(page: SurveyedPage): string | null {
  return page.leads.find(({ kind }) => kind === "next")?.url ?? null;
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
