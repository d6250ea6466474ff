import { EXIT, sourceSchema, type Source } from "@caibian/schema";

import { Fetcher, type Answer } from "../visit/fetcher.ts";
import type { RobotsCache } from "../visit/robots-gate.ts";
import { createHosts, type Hosts } from "../pace/hosts.ts";
import type { SurveyDoors } from "./doors.ts";
import { SurveyError } from "./errors.ts";
import { readSurveyedPage, type SurveyedPage } from "./survey-page.ts";

const DELAY_MS = 2000;
const MOST_REQUESTS = 15;

/** Asks for a survey's pages as politely as a Visit does, and counts. */
export class Looker {
  readonly #doors: SurveyDoors;
  readonly #robots: RobotsCache = new Map();
  readonly #hosts: Hosts = createHosts();
  readonly #delayMs: number;
  readonly #pages = new Map<string, SurveyedPage | null>();
  readonly #now: () => number;
  #fetcher: Fetcher;
  /** How pages are fetched: over HTTP, or by a browser. */
  way: "plain" | "rendered" = "plain";
  count = 0;

  constructor(url: string, doors: SurveyDoors) {
    this.#doors = doors;
    this.#delayMs = doors.delayMs ?? DELAY_MS;
    this.#now = doors.now ?? Date.now;
    this.#fetcher = this.#newFetcher(url);
  }

  /** Requests that may still be made. */
  get left(): number {
    return (this.#doors.maxRequests ?? MOST_REQUESTS) - this.count;
  }

  /** Every page that came, in the order of asking. */
  get pages(): readonly SurveyedPage[] {
    return [...new Set(this.#pages.values())].filter((page) => page !== null);
  }

  /** From now on pages are rendered. The hosts' gaps hold over the change. */
  async renderFrom(url: string): Promise<void> {
    this.way = "rendered";
    this.#pages.clear();
    const plain = this.#fetcher;
    this.#fetcher = this.#newFetcher(url);
    await plain.close();
  }

  /** @throws {SurveyError} when the page cannot be had. */
  async need(url: string): Promise<SurveyedPage> {
    const answer = await this.#ask(url);
    if (answer.kind === "page" && answer.fetched.status === 200) return this.#keep(url, answer);
    throw whyNot(url, answer);
  }

  /** The page, or null when it cannot be had or no request is left. */
  async look(url: string): Promise<SurveyedPage | null> {
    const known = this.#pages.get(url);
    if (known !== undefined) return known;
    if (this.left <= 0) return null;
    const answer = await this.#ask(url);
    if (answer.kind === "page" && answer.fetched.status === 200) return this.#keep(url, answer);
    this.#pages.set(url, null);
    return null;
  }

  /** What the site's robots.txt says beside its rules. */
  robotsOf(url: string): { readonly crawlDelayMs: number | null; readonly sitemaps: readonly string[] } {
    const robots = this.#robots.get(new URL(url).origin)?.robots;
    const delay = robots?.crawlDelay(this.#doors.userAgent) ?? null;
    return { crawlDelayMs: delay === null ? null : delay * 1000, sitemaps: robots?.sitemaps ?? [] };
  }

  /** Cuts what is in flight and gives the hosts up. */
  async close(): Promise<void> {
    await this.#fetcher.close();
    await this.#hosts.close();
  }

  async #ask(url: string): Promise<Answer> {
    this.count++;
    this.#doors.report?.({ url, count: this.count });
    return this.#fetcher.ask(url, null);
  }

  #keep(url: string, answer: Answer & { readonly kind: "page" }): SurveyedPage {
    const page = readSurveyedPage(answer.fetched, answer.at, this.#doors.readArticle);
    this.#pages.set(url, page);
    this.#pages.set(page.finalUrl, page);
    return page;
  }

  #newFetcher(url: string): Fetcher {
    const { client, renderer, userAgent, signal, now } = this.#doors;
    return new Fetcher(this.#sourceOf(url), {
      client,
      userAgent,
      robots: this.#robots,
      hosts: this.#hosts,
      byHand: true,
      ...(renderer === undefined ? {} : { renderer }),
      ...(signal === undefined ? {} : { signal }),
      ...(now === undefined ? {} : { now: this.#now }),
    });
  }

  #sourceOf(url: string): Source {
    return sourceSchema.parse({ id: "survey", start: [url], limits: { delayMs: this.#delayMs }, fetcher: this.way });
  }
}

function whyNot(url: string, answer: Answer): SurveyError {
  switch (answer.kind) {
    case "robots-denied":
      return new SurveyError({
        code: "E_ROBOTS",
        what: "robots.txt denies this page",
        where: url,
        next: "caibian obeys robots.txt: name another section of the site, or ask its operator for leave.",
      });
    case "failed":
      return failedError(url, answer.failure.ofRobots ?? answer.failure);
    case "page":
      return new SurveyError({
        code: `E_STATUS_${answer.fetched.status}`,
        what: `The server answered ${answer.fetched.status}`,
        where: url,
        next: "Open the URL in a browser and name the page of the news section.",
      });
    case "unchanged":
    case "skipped":
      return new SurveyError({
        code: "E_LEFT_ALONE",
        what: "The host asked to be left alone",
        where: url,
        next: "Try again in an hour.",
      });
    default:
      return answer satisfies never;
  }
}

function failedError(url: string, failure: (Answer & { kind: "failed" })["failure"]): SurveyError {
  const facts = { code: failure.code, where: url, why: failure.message };
  if (failure.code === "E_ADDRESS")
    return new SurveyError({
      ...facts,
      what: "The address is not public",
      next: "If it is yours, name it with `--allow`; it is then written to `network.allow` of the config.",
    });
  if (failure.kind === "blocked")
    return new SurveyError({
      ...facts,
      what: "The site's guard answered instead of the page",
      next: "Guards are not circumvented: ask the operator to let this User-Agent in, or find the news on another site.",
    });
  if (failure.kind === "unreachable" || failure.kind === "no-robots")
    return new SurveyError({
      ...facts,
      what: "The site cannot be reached",
      next: "Check the address and the network; try http:// instead of https://, or the other way round.",
      exitCode: EXIT.unreachable,
    });
  if (failure.kind === "throttled" || failure.kind === "transient")
    return new SurveyError({ ...facts, what: "The site does not answer now", next: "Try again later." });
  return new SurveyError({
    ...facts,
    what: "The page cannot be had",
    next: "Open the URL in a browser and name the page of the news section.",
  });
}
