import { findListApis } from "./list-apis.ts";
import type { Looker } from "./looker.ts";
import { sectionsOfStory } from "./section-of-story.ts";
import { rankSections, siteOf } from "./sections.ts";
import type { SurveyedPage } from "./survey-page.ts";
import { nextOf, storiesOf, toSection, type SectionOrigin, type SurveyedSection } from "./surveyed-section.ts";

/** Least stories of a list. */
const LEAST_STORIES = 3;
/** Script files of a shell that are searched for a list API. */
const MOST_SCRIPTS = 2;
/** Sections of a front page that are looked at. */
const MOST_SECTIONS = 6;
/** Guesses at a story's section that are looked at. */
const MOST_GUESSES = 4;
/** Pages behind the first one that are looked at for a list's first stories (an epaper's front page sends on). */
const MOST_HOPS = 2;

/** Finds the sections of a site from one of its pages, whatever page that is. */
export class SectionFinder {
  readonly #looker: Looker;
  readonly #kept: number;
  readonly #now: number;

  /** `kept` requests are left for what comes after. */
  constructor(looker: Looker, kept: number, now: number) {
    this.#looker = looker;
    this.#kept = kept;
    this.#now = now;
  }

  /** Every section of the page's site that was found and has stories; none when nothing was. */
  async find(first: SurveyedPage): Promise<readonly SurveyedSection[]> {
    const found = await this.#bestWay(first);
    if (found.length > 0) return found;
    for (const { url } of first.facts.feeds) {
      const feed = await this.#lookAt({ url, name: "" });
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
        return present(await this.#readSection(first, { url: first.url, name: "" }, 1));
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
    return stories === null ? [] : [toSection(page, { url: page.url, name: "" }, storiesOf(stories), this.#now)];
  }

  async #sectionsOfFront(front: SurveyedPage): Promise<readonly SurveyedSection[]> {
    const ranked = rankSections(front.leads, front.finalUrl);
    const hopeful = ranked.filter(({ weight }) => weight > 0);
    const sections: SurveyedSection[] = [];
    for (const lead of (hopeful.length > 0 ? hopeful : ranked).slice(0, MOST_SECTIONS)) {
      if (this.#looker.left <= this.#kept) break;
      const section = await this.#lookAt(lead);
      if (section !== null) sections.push(section);
    }
    if (sections.length > 0) return sections;
    const own = toSection(front, { url: front.url, name: "" }, storiesOf(front), this.#now);
    return own.stories.length >= LEAST_STORIES ? [own] : [];
  }

  /** The section that lists the story, else the first list on the way up. */
  async #sectionOfStory(story: SurveyedPage): Promise<readonly SurveyedSection[]> {
    for (const guess of sectionsOfStory(story.finalUrl, story.facts.trail).slice(0, MOST_GUESSES)) {
      const page = await this.#looker.look(guess.url);
      if (page === null) continue;
      const section = page.kind === "front" ? null : await this.#readSection(page, guess, LEAST_STORIES);
      if (section !== null) return [section];
      if (page.kind === "front") return this.#sectionsOfFront(page);
    }
    return [];
  }

  async #lookAt(origin: SectionOrigin): Promise<SurveyedSection | null> {
    const page = await this.#looker.look(origin.url);
    return page === null ? null : this.#readSection(page, origin, LEAST_STORIES);
  }

  /** A page as a section; where it has too few stories, those of the page that it sends on to. */
  async #readSection(page: SurveyedPage, origin: SectionOrigin, least: number): Promise<SurveyedSection | null> {
    let stories = storiesOf(page);
    let next = nextOf(page);
    for (let hop = 0; hop < MOST_HOPS && stories.length < LEAST_STORIES && next !== null; hop++) {
      const further = await this.#looker.look(next);
      if (further === null) break;
      stories = [...stories, ...storiesOf(further)];
      next = nextOf(further);
    }
    return stories.length < least ? null : toSection(page, origin, stories, this.#now);
  }

  /** The first list API that the page's scripts spell out and that answers with stories. */
  async #apiOf(page: SurveyedPage): Promise<SurveyedSection | null> {
    const own = page.facts.scriptUrls.filter((url) => siteOf(url) === siteOf(page.finalUrl)).slice(0, MOST_SCRIPTS);
    for (const script of [null, ...own]) {
      const text = script === null ? page.text : ((await this.#looker.look(script))?.text ?? "");
      for (const url of findListApis(text, page.finalUrl)) {
        const section = await this.#lookAt({ url, name: "" });
        if (section !== null) return section;
      }
    }
    return null;
  }
}

function present<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}
